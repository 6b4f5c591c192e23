using TalosBoot.Core.Content;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Executables.Tests;

/// <summary>systemd's stub as the Debian package systemd-boot-efi installs it.</summary>
internal static class DebianStub
{
    public const string StubPath = "/usr/lib/systemd/boot/efi/linuxx64.efi.stub";
    public const string LoaderPath = "/usr/lib/systemd/boot/efi/systemd-bootx64.efi";

    /// <summary>The stub; stripped, where the package's is not (bookworm).</summary>
    public static BlobSource Open(TemporaryFolder folder)
    {
        ForeignTool.Require(StubPath);
        var stub = BlobSource.FromFile(StubPath);
        if (PeImage.Read(stub).FileHeader.NumberOfSymbols == 0)
        {
            return stub;
        }

        ForeignTool.Run("objcopy", "--strip-all", StubPath, folder["stripped.stub"]);
        return BlobSource.FromFile(folder["stripped.stub"]);
    }
}
