using TalosBoot.Factory.Work;

namespace TalosBoot.Factory.Tests.Work;

[TestFixture]
internal sealed class BoundedCacheTests
{
    [Test]
    public void Sets_a_value_unless_the_one_it_has_is_to_stay([Values] bool isOld)
    {
        var cache = new BoundedCache<int, string>(capacity: 4);
        cache.Set(1, "stays");
        cache.Set(2, "goes");
        if (isOld)
        {
            cache.Set(3, "the third ends the first generation");
        }

        Assert.That((Set(1), Set(2), Set(4)), Is.EqualTo(("stays", "new", "new")));
        Assert.That(cache.TryGet(1, out var first) ? first : null, Is.EqualTo("stays"));

        string Set(int key) => cache.SetUnless(key, "new", 1, known => known == "stays");
    }

    [Test]
    public void Never_loses_a_value_that_is_to_stay_to_another_that_is_set_at_the_same_time()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var cache = new BoundedCache<int, string>(capacity: 100);
            Parallel.Invoke(
                () => cache.Set(1, "stays"), () => cache.SetUnless(1, "new", 1, known => known == "stays"), () => cache.TryGet(1, out _));
            Assert.That(cache.TryGet(1, out var value) ? value : null, Is.EqualTo("stays"));
        }
    }
}
