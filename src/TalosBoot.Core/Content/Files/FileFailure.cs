using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Content.Files;

/// <summary>Turns the system's words about a file into ours.</summary>
internal static class FileFailure
{
    // ENOSPC and EDQUOT of Linux, EDQUOT of macOS, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL of Windows.
    static readonly int[] NoSpaceCodes = [28, 122, 69, unchecked((int)0x8007_0070), unchecked((int)0x8007_0027)];

    public static FileAccessException OfOutput(string path, Exception exception) =>
        exception is IOException && NoSpaceCodes.Contains(exception.HResult)
            ? new FileAccessException(DiagnosticIds.NoSpaceLeft, path, "no space is left on the device. Free space, or choose another folder.", exception)
            : new FileAccessException(
                DiagnosticIds.OutputNotWritable, path,
                "the file cannot be written. Check that its folder exists and that this user may write there.", exception);
}
