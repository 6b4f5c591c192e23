using TalosBoot.Testing;

namespace TalosBoot.Tests;

/// <summary>A cache folder for all tests of this project: the same few extensions are compressed once, and not for each test.</summary>
[SetUpFixture]
public sealed class SharedWork
{
    static readonly Lazy<TemporaryFolder> Cache = new(() => new TemporaryFolder());

    public static string Folder => Cache.Value.Path;

    [OneTimeTearDown]
    public void Delete()
    {
        if (Cache.IsValueCreated)
        {
            Cache.Value.Dispose();
        }
    }
}
