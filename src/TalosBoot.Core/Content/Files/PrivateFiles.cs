using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Content.Files;

/// <summary>Makes files and folders that only this user can read: what TalosBoot keeps may be confidential.</summary>
internal static class PrivateFiles
{
    const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode ForeignWriters = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    const int Attempts = 20;

    // EAGAIN of Linux and of macOS, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows.
    static readonly int[] InUseCodes = [11, 35, unchecked((int)0x8007_0020), unchecked((int)0x8007_0021)];

    /// <summary>Makes a folder where it is missing.</summary>
    /// <exception cref="FileAccessException">It cannot be made (TB6001).</exception>
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

    /// <summary>Refuses a folder whose files others could change: what is taken from it is believed.</summary>
    /// <exception cref="FileAccessException">Others may write it (TB6004).</exception>
    public static void RefuseForeignWriters(string folder)
    {
        if (!OperatingSystem.IsWindows() && Directory.Exists(folder) && (File.GetUnixFileMode(folder) & ForeignWriters) != 0)
        {
            throw new FileAccessException(
                DiagnosticIds.FolderNotPrivate, folder,
                "other users may write this folder, and could put false content there. Take that right away (chmod go-w), choose another folder, or allow it in the options.");
        }
    }

    /// <summary>Refuses a file that another user made, and so knows.</summary>
    /// <exception cref="FileAccessException">It is not this user's (TB6004).</exception>
    public static void RefuseForeignOwner(FileStream file)
    {
        if (!OperatingSystem.IsWindows() && (HostFileStatus.Read(file.SafeFileHandle, out var status) != 0 || status.Owner != HostFileStatus.GetUser()))
        {
            throw new FileAccessException(
                DiagnosticIds.FolderNotPrivate, file.Name, "this file belongs to another user, who knows what is in it. Delete it, or choose another folder.");
        }
    }

    /// <summary>Whether a file could not be opened since another has it open.</summary>
    public static bool IsInUse(IOException exception) => InUseCodes.Contains(exception.HResult);

    /// <summary>Opens a file to read and write, alone; made when it is missing. Null while another has it open.</summary>
    public static FileStream? TryOpenAlone(string path) => TryOpenAlone(path, FileMode.OpenOrCreate, FileOptions.None);

    /// <summary>Opens a file that nobody else may use now, as the caller holds a lock for it.</summary>
    public static FileStream OpenAlone(string path) => TryOpenAlone(path)
        ?? throw FileFailure.OfOutput(path, new IOException("Another program has it open."));

    /// <summary>Makes a file with a name that nobody can guess, and holds it alone, so that others can tell it from one that was left behind.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="prefix">How the name begins.</param>
    /// <param name="suffix">How it ends.</param>
    /// <param name="options">How it is opened.</param>
    /// <exception cref="FileAccessException">It cannot be made (TB6001, TB6002).</exception>
    public static FileStream CreateTemporary(string folder, string prefix, string suffix, FileOptions options = FileOptions.None)
    {
        for (var attempt = 1; ; attempt++)
        {
            var path = Path.Combine(folder, $"{prefix}{Path.GetRandomFileName()}{suffix}");

            // Another who looks for files that were left behind may just have it in hands.
            if (TryOpenAlone(path, FileMode.CreateNew, options) is { } file && AbandonedFiles.IsStillThere(file))
            {
                return file;
            }

            if (attempt == Attempts)
            {
                throw FileFailure.OfOutput(path, new IOException("Another program has it open."));
            }
        }
    }

    static FileStream? TryOpenAlone(string path, FileMode mode, FileOptions fileOptions)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = fileOptions,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        try
        {
            return new FileStream(path, options);
        }
        catch (IOException exception) when (IsInUse(exception))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfOutput(path, exception);
        }
    }
}
