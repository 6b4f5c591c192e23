using System.Text;
using Microsoft.Win32.SafeHandles;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Content.Files;

/// <summary>What the host tells of a file without reading it. Two that are equal are the same file, which was not written between.</summary>
/// <param name="IsRegular">Whether it is a file with content: no folder, pipe, socket or device.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Modified">When it was written last, in units of the host.</param>
/// <param name="Node">Its number in the file system, where the host tells one.</param>
internal readonly record struct HostFile(bool IsRegular, long Length, Int128 Modified, long Node)
{
    const int KindMask = 0xF000;
    const int RegularKind = 0x8000;
    const int NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Looks at a file that is to be read. Links are followed.</summary>
    /// <exception cref="FileAccessException">It is missing, or it is no regular file (TB6003).</exception>
    public static HostFile OfInput(string path)
    {
        var file = Find(path, out var failure) ?? throw NotReadable(path, failure);
        return file.IsRegular ? file : throw new FileAccessException(
            DiagnosticIds.InputNotReadable, path, "it is a folder, a pipe, a socket or a device. Name a file.");
    }

    /// <summary>Looks at what need not be there, nor be a file. Links are followed.</summary>
    /// <returns>What is there; null for nothing, and where a folder on the way cannot be entered.</returns>
    public static HostFile? Find(string path) => Find(path, out _);

    /// <summary>Looks at a file that is open.</summary>
    public static HostFile Of(SafeFileHandle handle) => OperatingSystem.IsWindows()
        ? new HostFile(true, RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle).Ticks, 0)
        : HostFileStatus.Read(handle, out var status) == 0
            ? Of(status)
            : throw new IOException("The file cannot be looked at.");

    /// <summary>The failure to read a file.</summary>
    public static FileAccessException NotReadable(string path, Exception? cause) => new(
        DiagnosticIds.InputNotReadable, path, "the file cannot be read. Check that it exists and that this user may read it.", cause);

    static HostFile? Find(string path, out Exception? failure)
    {
        failure = null;
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                if (HostFileStatus.Read(Encoding.UTF8.GetBytes(Path.GetFullPath(path) + '\0'), out var status) == 0)
                {
                    return Of(status);
                }

                failure = new FileNotFoundException("There is no such file, or a folder on the way cannot be entered.", path);
                return null;
            }

            var file = new FileInfo(path);
            return new HostFile(!file.Attributes.HasFlag(FileAttributes.Device), file.Length, file.LastWriteTimeUtc.Ticks, 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            failure = exception;
            return null;
        }
    }

    static HostFile Of(HostFileStatus status) => new(
        (status.Mode & KindMask) == RegularKind, status.Size, ((Int128)status.ModifySeconds * NanosecondsPerSecond) + status.ModifyNanoseconds, status.Node);
}
