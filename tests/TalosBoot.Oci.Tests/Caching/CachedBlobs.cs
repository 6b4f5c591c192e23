using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Tests.Caching;

/// <summary>The files of a cache, as anybody sees them.</summary>
sealed class CachedBlobs(string cache)
{
    readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine(cache, "blobs", "sha256"));

    /// <summary>How many bytes there are of each blob that is not complete.</summary>
    public Dictionary<string, long> Partials() => _folder.GetFiles("*.partial").ToDictionary(file => file.Name, Length);

    /// <summary>Hashes all complete blobs.</summary>
    public CachedBlobs Check()
    {
        foreach (var file in Complete())
        {
            Assert.That(Digest.Sha256(BlobSource.FromFile(file.FullName)).Hex, Is.EqualTo(file.Name));
        }

        return this;
    }

    /// <summary>Deletes complete blobs over a size.</summary>
    public void DeleteLarge(long size)
    {
        foreach (var file in Complete().Where(file => file.Length > size))
        {
            file.Delete();
        }
    }

    IEnumerable<FileInfo> Complete() => _folder.GetFiles().Where(file => file.Extension.Length == 0);

    /// <summary>The length of a file, which may have been given its final name since it was found.</summary>
    static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
