using System.Runtime.InteropServices;

namespace TalosBoot.Core.Content.Files;

/// <summary>
/// Makes what is not written of a file take no space on Windows, where a file must be marked for that (FSCTL_SET_SPARSE, [MS-FSCC] 2.3.64); on other
/// systems every file is so. .NET itself marks none.
/// </summary>
internal static class WindowsSparseFile
{
    const uint SetSparse = 0x000900C4;

    /// <summary>Marks a file that was opened for writing, and not for asynchronous use. File systems without holes, such as FAT, refuse: the file takes its whole length then.</summary>
    public static void Mark(SafeHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            _ = Control(file, SetSparse, 0, 0, 0, 0, out _, 0);
        }
    }

    [DllImport("kernel32.dll", EntryPoint = "DeviceIoControl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    static extern bool Control(
        SafeHandle file, uint code, nint input, uint inputLength, nint output, uint outputLength, out uint returned, nint overlapped);
}
