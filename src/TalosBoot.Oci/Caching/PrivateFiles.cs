using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Caching;

/// <summary>Makes files and folders that only this user can read: images may be confidential.</summary>
internal static class PrivateFiles
{
    const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // EAGAIN of Linux and of macOS, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows.
    static readonly int[] InUseCodes = [11, 35, unchecked((int)0x8007_0020), unchecked((int)0x8007_0021)];

    public static void CreateFolder(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, OwnerFolder);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfOutput(path, exception);
        }
    }

    /// <summary>Opens a file to read and write, alone; made when it is missing. Null while another has it open.</summary>
    public static FileStream? TryOpenAlone(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        try
        {
            return new FileStream(path, options);
        }
        catch (IOException exception) when (InUseCodes.Contains(exception.HResult))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfOutput(path, exception);
        }
    }

    /// <summary>Opens a file that nobody else may use now, as the caller holds a lock for it.</summary>
    public static FileStream OpenAlone(string path) => TryOpenAlone(path)
        ?? throw FileFailure.OfOutput(path, new IOException("Another program has it open."));
}
