using TalosBoot.Factory.Options;
using TalosBoot.Factory.Stores;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Stores;

[TestFixture]
internal sealed class ServiceKeyTests
{
    [Test]
    [Repeat(20)]
    public void Is_one_key_for_all_that_make_it_at_the_same_time()
    {
        using var folder = new TemporaryFolder();
        using var start = new Barrier(4);
        var keys = new string[4];

        var threads = Enumerable.Range(0, keys.Length).Select(number => new Thread(() =>
        {
            start.SignalAndWait();
            using var key = new ServiceKey(new ImageFactoryOptions { Storage = { Folder = folder["shared"] } });
            keys[number] = key.PublicPem;
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.That(keys, Is.All.EqualTo(keys[0]).And.All.Not.Empty);
    }
}
