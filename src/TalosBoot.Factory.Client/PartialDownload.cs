using System.Net.Http.Headers;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Factory.Client;

/// <summary>
/// The beginning of an asset in <c>PATH.part</c>. <c>PATH.part.from</c> says of which address and which version it is the beginning, so that no other asset is
/// put behind it: the address, and below it the entity tag or date that the service gave.
/// </summary>
internal sealed class PartialDownload(string target, Uri address)
{
    const string Suffix = ".part";
    const string OriginSuffix = ".from";

    readonly string _origin = target + Suffix + OriginSuffix;

    public string Path { get; } = target + Suffix;

    public long Length => File.Exists(Path) ? new FileInfo(Path).Length : 0;

    /// <summary>What the service must still have, so that the rest may be asked for; null when the asset has to be got from its beginning.</summary>
    public RangeConditionHeaderValue? FindVersion()
    {
        try
        {
            var lines = Length > 0 && File.Exists(_origin) ? File.ReadAllLines(_origin) : [];
            return lines.Length == 2 && lines[0] == address.AbsoluteUri && RangeConditionHeaderValue.TryParse(lines[1], out var version) ? version : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(_origin, exception);
        }
    }

    /// <summary>What an answer is a version of: its strong entity tag, else its date, else null.</summary>
    public static RangeConditionHeaderValue? VersionOf(HttpResponseMessage answer) => answer switch
    {
        { Headers.ETag: { IsWeak: false } tag } => new RangeConditionHeaderValue(tag),
        { Content.Headers.LastModified: { } date } => new RangeConditionHeaderValue(date),
        _ => null,
    };

    /// <summary>Opens the file to write behind its beginning, or from its start when it has none.</summary>
    public FileStream Open(RangeConditionHeaderValue? version, bool continues) => Guard(() =>
    {
        if (!continues)
        {
            File.WriteAllLines(_origin, version is null ? [] : [address.AbsoluteUri, version.ToString()]);
        }

        var file = new FileStream(Path, continues ? FileMode.Open : FileMode.Create, FileAccess.Write, FileShare.Read);
        file.Position = file.Length;
        return file;
    });

    public async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            throw NotWritable(Path, exception);
        }
    }

    /// <summary>Gives the file its name.</summary>
    public void Complete() => Guard(() =>
    {
        File.Move(Path, target, overwrite: true);
        File.Delete(_origin);
        return true;
    });

    public void Discard() => Guard(() =>
    {
        File.Delete(Path);
        File.Delete(_origin);
        return true;
    });

    T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(target, exception);
        }
    }

    static FileAccessException NotWritable(string path, Exception exception) => new(
        DiagnosticIds.OutputNotWritable, path, $"the file cannot be written: {exception.Message} Check that its folder exists, has room, and may be written by this user.", exception);
}
