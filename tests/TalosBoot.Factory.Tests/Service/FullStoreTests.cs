using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>A store on a disk that is full, which the service alone sees.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class FullStoreTests
{
    const string Version = "v1.12.0";
    const int DiskSize = 256 * 1024 * 1024;
    const int Rest = 2 * 1024 * 1024;

    TemporaryFolder _folder = null!;
    FactoryProcess _factory = null!;

    /// <summary>The folder of the store as the service sees it.</summary>
    string Store => $"/proc/{_factory.Id}/root{_factory.Store}";

    string Filler => Path.Combine(Store, "filler");

    [SetUp]
    public async Task StartAsync()
    {
        PrivateMount.Require();
        _folder = new TemporaryFolder();
        var store = Directory.CreateDirectory(_folder["store"]).FullName;
        string[] isolated = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o \"size=$1,mode=0700\" none \"$2\" && shift 2 && exec \"$@\"", "sh", $"{DiskSize}", store];
        _factory = new FactoryProcess(_folder, launcher: isolated);
        await _factory.StartAsync();
    }

    [TearDown]
    public void Stop()
    {
        _factory?.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task An_asset_that_does_not_fit_is_no_answer_leaves_nothing_and_is_built_when_there_is_space()
    {
        var (stored, other) = (await _factory.CreateSchematicAsync("{}"), await _factory.CreateSchematicAsync("customization: {extraKernelArgs: [one]}"));
        var expected = await TryGetAsync(stored);
        Assert.That(expected, Is.Not.Null);
        Fill();

        Assert.That(await TryGetAsync(other), Is.Null);
        Assert.That(Directory.GetFiles(Path.Combine(Store, "assets", "partial"), "*", SearchOption.AllDirectories), Is.Empty);
        Assert.That(await TryGetAsync(stored), Is.EqualTo(expected), "what is stored is served");

        File.Delete(Filler);
        Assert.That(await TryGetAsync(other), Is.Not.Null);
    }

    [Test]
    public async Task A_schematic_that_does_not_fit_is_refused_and_taken_when_there_is_space()
    {
        Fill(rest: 0);
        using var refused = await _factory.Http.PostAsync("/schematics", new StringContent("customization: {extraKernelArgs: [two]}"));
        Assert.That((int)refused.StatusCode, Is.EqualTo(500).Or.EqualTo(507));

        File.Delete(Filler);
        using var taken = await _factory.Http.PostAsync("/schematics", new StringContent("customization: {extraKernelArgs: [two]}"));
        Assert.That((int)taken.StatusCode, Is.EqualTo(201));
    }

    /// <summary>Takes all space but a rest.</summary>
    /// <param name="rest">What is left, in bytes.</param>
    void Fill(int rest = Rest)
    {
        using var filler = File.Create(Filler);
        foreach (var size in new[] { 1024 * 1024, 4096 })
        {
            FillWith(filler, new byte[size]);
        }

        filler.SetLength(Math.Max(0, filler.Length - rest));
    }

    static void FillWith(FileStream filler, byte[] piece)
    {
        try
        {
            while (true)
            {
                filler.Write(piece);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>The digest of the initramfs of a schematic; null when it did not come whole.</summary>
    async Task<string?> TryGetAsync(string id)
    {
        try
        {
            using var answer = await _factory.Http.GetAsync($"/image/{id}/{Version}/initramfs-amd64.xz");
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            return answer.IsSuccessStatusCode ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes)) : null;
        }
        catch (HttpRequestException)
        {
            return null; // The answer had begun.
        }
    }
}
