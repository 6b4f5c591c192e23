using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Assets;

/// <summary>What a process knows of a stored file: its trailer, and which of its blocks were checked.</summary>
internal sealed class StoredEntry(AssetTrailer trailer, DateTime modifiedAt, string path)
{
    const int FixedBytes = 512;

    readonly int[] _checked = new int[(AssetTrailer.BlockCount(trailer.Length) + 31) / 32];

    public AssetTrailer Trailer => trailer;

    public DateTime ModifiedAt => modifiedAt;

    public string Path => path;

    public Digest Identity => trailer.Identity;

    /// <summary>The whole content of a small asset, when it was read and checked.</summary>
    public byte[]? Content { get; set; }

    /// <summary>How many bytes of memory it takes, about.</summary>
    public long Weight => FixedBytes + trailer.BlockChecksums.Length + (Content?.Length ?? 0);

    public DateTime TouchedAt { get; set; }

    public bool IsChecked(int block) => (Volatile.Read(ref _checked[block >> 5]) & (1 << (block & 31))) != 0;

    public void MarkChecked(int block) => Interlocked.Or(ref _checked[block >> 5], 1 << (block & 31));

    public void MarkAllChecked() => Array.Fill(_checked, -1);
}
