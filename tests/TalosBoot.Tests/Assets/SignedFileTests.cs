using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>Each kind of file that is signed, of both architectures, as sbverify, sbattach, osslsigncode and pesign see it.</summary>
[NonParallelizable]
public sealed class SignedFileTests
{
    SecureBootKeys _keys = null!;
    TalosBootEngine _engine = null!;

    [OneTimeSetUp]
    public void CreateKeys()
    {
        _keys = new SecureBootKeys();
        _engine = SecureBootKeys.CreateEngine(options => options.ImagerImage = DemoRelease.Reference("imager"));
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        _keys?.Dispose();
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    [TestCase("systemd-boot", Architecture.Amd64)]
    [TestCase("systemd-boot", Architecture.Arm64)]
    [TestCase("UKI of 1.9", Architecture.Amd64)]
    [TestCase("UKI of 1.9", Architecture.Arm64)]
    [TestCase("UKI of 1.12 for an ISO", Architecture.Amd64)]
    [TestCase("UKI of 1.12 for an ISO", Architecture.Arm64)]
    [TestCase("kernel of 1.9", Architecture.Amd64)]
    [TestCase("kernel of 1.9", Architecture.Arm64)]
    public async Task A_signed_file_is_accepted(string kind, Architecture architecture)
    {
        var file = await WriteAsync(kind, architecture);
        var hash = AuthenticodeHash.Compute(BlobSource.FromFile(file)).Hex;
        AssertSbverifyAccepts(file, "uki");
        var report = ForeignTool.Run("osslsigncode", "verify", "-CAfile", _keys.Folder["uki.crt"], "-in", file).Output;
        Assert.That(report, Does.Contain("Signature verification: ok").And.Contain($"Calculated message digest : {hash.ToUpperInvariant()}"));
        AssertPesignFinds(file, hash, 1);
        AssertSbattachMovesTheSignature(file);
    }

    [TestCase("UKI of 1.12 for an ISO", Architecture.Amd64)]
    [TestCase("systemd-boot", Architecture.Arm64)]
    public async Task Both_signatures_of_a_file_that_was_signed_twice_are_accepted(string kind, Architecture architecture)
    {
        _keys.CreateKey("second", "Second");
        using var second = FileSecureBootSigner.FromPemFiles(_keys.Folder["second.key"], _keys.Folder["second.crt"]);
        var once = await WriteAsync(kind, architecture);
        var file = _keys.Folder["twice.efi"];
        await (await AuthenticodeSigner.SignAsync(BlobSource.FromFile(once), second)).WriteToFileAsync(file);
        AssertSbverifyAccepts(file, "uki");
        AssertSbverifyAccepts(file, "second");
        AssertPesignFinds(file, AuthenticodeHash.Compute(BlobSource.FromFile(once)).Hex, 2);
    }

    /// <summary>Debian has signed its kernel before us.</summary>
    [TestCase(Architecture.Amd64)]
    [TestCase(Architecture.Arm64)]
    public async Task A_kernel_that_others_have_signed_is_accepted(Architecture architecture)
    {
        var file = await WriteAsync("Debian's kernel of 1.9", architecture);
        AssertSbverifyAccepts(file, "uki");
        AssertPesignFinds(file, AuthenticodeHash.Compute(BlobSource.FromFile(file)).Hex, 2);
    }

    async Task<string> WriteAsync(string kind, Architecture architecture)
    {
        using var asset = await PlanAsync(kind, architecture);
        var program = kind switch
        {
            "systemd-boot" => Find(asset, $"EFI/BOOT/BOOT{(architecture == Architecture.Amd64 ? "X64" : "AA64")}.EFI"),
            "UKI of 1.12 for an ISO" => Find(asset, "EFI/Linux/Talos-v1.12.0.efi"),
            "kernel of 1.9" or "Debian's kernel of 1.9" => UkiReader.Open(asset.Content).Kernel,
            _ => asset.Content,
        };
        var path = _keys.Folder["program.efi"];
        await program.WriteToFileAsync(path);
        return path;
    }

    async Task<BootAsset> PlanAsync(string kind, Architecture architecture)
    {
        var keys = _keys.Options with { SignsKernel = kind.EndsWith("1.9", StringComparison.Ordinal) };
        var builder = _engine.CreateAsset().ForTalos(keys.SignsKernel ? "v1.9.0" : "v1.12.0").ForArchitecture(architecture).UseSecureBoot(keys);
        if (kind == "kernel of 1.9")
        {
            builder.UseKernel(await UnsignedKernelAsync(architecture));
        }

        return await (keys.SignsKernel ? builder.AsUki() : builder.AsIso()).PlanAsync();
    }

    /// <summary>Debian's kernel as its makers built it; the kernels of Talos are unsigned too.</summary>
    async Task<string> UnsignedKernelAsync(Architecture architecture)
    {
        using var kernel = await _engine.CreateAsset().ForTalos("v1.9.0").ForArchitecture(architecture).AsKernel().PlanAsync();
        await kernel.WriteToFileAsync(_keys.Folder["vmlinuz"]);
        ForeignTool.Run("sbattach", "--remove", _keys.Folder["vmlinuz"]);
        return _keys.Folder["vmlinuz"];
    }

    static BlobSource Find(BootAsset iso, string path) => ((RegularFile)IsoReader.Read(iso.Content).Tree.Find(path)!).Content;

    void AssertSbverifyAccepts(string file, string key) => Assert.That(
        ForeignTool.Run("sbverify", "--cert", _keys.Folder[$"{key}.crt"], file).Output, Does.Contain("Signature verification OK"), key);

    static void AssertPesignFinds(string file, string hash, int signatures)
    {
        Assert.That(ForeignTool.Run("pesign", "-h", "-i", file).Output, Does.Contain(hash));
        var listing = ForeignTool.Run("pesign", "-S", "-i", file).Output;
        Assert.That(listing.Split("There were certs or crls included.").Length - 1, Is.EqualTo(signatures), listing);
    }

    /// <summary>Taken off and put on again by sbattach, the signature fits the program still.</summary>
    void AssertSbattachMovesTheSignature(string file)
    {
        var signature = _keys.Folder["signature.p7"];
        ForeignTool.Run("sbattach", "--detach", signature, "--remove", file);
        Assert.That(AuthenticodeVerifier.Verify(BlobSource.FromFile(file), []), Is.Empty);
        ForeignTool.Run("sbattach", "--attach", signature, file);
        AssertSbverifyAccepts(file, "uki");
        Assert.That(_keys.Judge(BlobSource.FromFile(file)), Is.EqualTo(new[] { AuthenticodeStatus.Trusted }));
    }
}
