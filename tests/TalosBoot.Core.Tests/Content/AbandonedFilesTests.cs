using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

public sealed class AbandonedFilesTests
{
    const int Folders = 100;
    const int Writers = 4;

    /// <summary>The first writer looks for what was left behind, while the others are just making their files.</summary>
    [Test]
    public async Task Those_who_begin_to_write_into_a_folder_at_once_do_not_take_each_others_files_for_abandoned_ones()
    {
        using var folder = new TemporaryFolder();
        var content = BlobSource.FromText("content");
        for (var index = 0; index < Folders; index++)
        {
            var target = Directory.CreateDirectory(folder[$"{index}"]).FullName;
            using var start = new Barrier(Writers);
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    content.WriteToFileAsync(Path.Combine(target, $"{writer}")).GetAwaiter().GetResult();
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.That(Directory.GetFiles(target), Has.Length.EqualTo(Writers));
        }
    }
}
