using System.Diagnostics;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Content.Files;

/// <summary>
/// The one file of a spool, however many contents are in it: each takes stretches of it. Nobody else can read it, and it is gone when the process is,
/// however that ends. Thread-safe.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    /// <summary>How the names of spool files begin.</summary>
    public const string Prefix = "talosboot-";

    /// <summary>What is left of a stretch is given back from that many bytes on: less would be many parts of little.</summary>
    public const long SmallestRest = 16 * 1024;

    const string Suffix = ".spool";
    const long FirstStretch = 1024 * 1024;
    const long LargestStretch = 64 * 1024 * 1024;

    readonly Lock _lock = new();
    readonly FileStream _file;
    readonly Stack<Extent> _free = [];
    readonly long _limit;
    long _end;

    SpoolFile(FileStream file, long limit) => (_file, _limit) = (file, limit);

    /// <summary>The name that it has or had.</summary>
    public string Path => _file.Name;

    /// <summary>Makes a file.</summary>
    /// <param name="folder">The folder, which is made private where it is missing.</param>
    /// <param name="limit">How long it may become, in bytes.</param>
    /// <exception cref="FileAccessException">It cannot be made (TB6001, TB6002).</exception>
    public static SpoolFile Create(string folder, long limit)
    {
        PrivateFiles.CreateFolder(folder);
        var isNameless = !OperatingSystem.IsWindows();
        var file = PrivateFiles.CreateTemporary(folder, Prefix, Suffix, isNameless ? FileOptions.None : FileOptions.DeleteOnClose);
        AbandonedFiles.RemoveOnce($"{Prefix}*{Suffix}", file.Name);
        if (isNameless)
        {
            // The system keeps it as long as it is open, and no longer.
            File.Delete(file.Name);
        }

        return new SpoolFile(file, limit);
    }

    /// <summary>Takes a stretch of the file.</summary>
    /// <param name="held">How many bytes the content has already: what is large gets longer stretches.</param>
    /// <exception cref="ImageFormatException">The file is as long as it may be (TB4002).</exception>
    public Extent Take(long held)
    {
        lock (_lock)
        {
            if (_free.TryPop(out var free))
            {
                return free;
            }

            var stretch = new Extent(_end, Math.Min(Math.Clamp(held, FirstStretch, LargestStretch), _limit - _end), ContentKind.Data);
            if (stretch.Length <= 0)
            {
                throw new ImageFormatException(
                    DiagnosticIds.LimitExceeded, "temporary file", _end,
                    $"more than {_limit} bytes are unpacked altogether, and that is the limit. Nothing sound unpacks to so much.");
            }

            _end = stretch.End;
            return stretch;
        }
    }

    /// <summary>Gives stretches back.</summary>
    public void Return(IEnumerable<Extent> stretches)
    {
        lock (_lock)
        {
            foreach (var stretch in stretches)
            {
                _free.Push(stretch);
            }
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, bytes, offset);
        }
        catch (IOException exception)
        {
            throw FileFailure.OfOutput(Path, exception);
        }
    }

    /// <summary>The content of stretches, one after the other.</summary>
    public BlobSource Read(IReadOnlyList<Extent> stretches, long length, ContentKind kind)
    {
        Debug.Assert(stretches.Sum(stretch => stretch.Length) >= length, "The stretches hold the content.");
        var parts = new List<BlobSource>(stretches.Count);
        var whole = new HandleBlobSource(_file.SafeFileHandle, Path, stretches.Max(stretch => stretch.End), kind);
        var left = length;
        foreach (var stretch in stretches)
        {
            parts.Add(whole.Slice(stretch.Offset, Math.Min(left, stretch.Length)));
            left -= parts[^1].Length;
        }

        var content = BlobSource.Concat(parts);
        return kind == ContentKind.Compressed ? content.AsCompressed() : content;
    }

    /// <summary>Closes the file. A read that is under way ends well, and later ones fail.</summary>
    public void Dispose() => _file.Dispose();
}
