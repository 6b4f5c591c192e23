using System.Runtime.InteropServices;

namespace TalosBoot.Core.Content.Files;

/// <summary>
/// What <c>stat</c> tells, in the form into which .NET's own native part brings it on every Unix. .NET itself shows none of its users what kind of file
/// something is, so that a named pipe cannot be told from a file before opening it, which waits for a writer, maybe for ever.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HostFileStatus
{
    public int Flags;
    public int Mode;
    public uint Owner;
    public uint Group;
    public long Size;
    public long AccessSeconds;
    public long AccessNanoseconds;
    public long ModifySeconds;
    public long ModifyNanoseconds;
    public long ChangeSeconds;
    public long ChangeNanoseconds;
    public long BirthSeconds;
    public long BirthNanoseconds;
    public long Device;
    public long SpecialDevice;
    public long Node;
    public long UserFlags;

    /// <summary>The user as whom this process makes files.</summary>
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_GetEUid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern uint GetUser();

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Read(byte[] path, out HostFileStatus status);

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_FStat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Read(SafeHandle file, out HostFileStatus status);
}
