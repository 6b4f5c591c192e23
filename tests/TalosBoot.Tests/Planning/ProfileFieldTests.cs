using System.Collections;
using System.Reflection;
using TalosBoot.Boot.Loader;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;
using TalosBoot.Testing;
using TalosBoot.Yaml;

namespace TalosBoot.Tests.Planning;

/// <summary>No field of a profile and no flag is passed over in silence: it changes an asset, or the request is refused.</summary>
[NonParallelizable]
public sealed class ProfileFieldTests
{
    TemporaryFolder _inputs = null!;
    Dictionary<string, (Profile Base, Profile Changed)> _changes = null!;

    [OneTimeSetUp]
    public void CreateInputs()
    {
        _inputs = RealInputs.Create();
        _changes = Changes();
    }

    [OneTimeTearDown]
    public void DeleteInputs() => _inputs?.Dispose();

    [Test]
    public void Each_field_is_tried() => Assert.That(_changes.Keys, Is.EquivalentTo(Fields(typeof(Profile), string.Empty)));

    [Test]
    public async Task Each_field_changes_an_asset_or_is_refused()
    {
        var silent = new List<string>();
        foreach (var (field, (before, after)) in _changes)
        {
            var (first, second) = (await LookAsync(before), await LookAsync(after));
            if (second == first)
            {
                silent.Add($"{field}: {second}");
            }

            // What is compared is an asset, unless it is named by a reference that leads nowhere.
            Assert.That(first, Does.Not.StartWith("TB").Or.StartsWith("TB20"), $"{field}: the request without it");
        }

        Assert.That(silent, Is.Empty);
    }

    [Test]
    public void Each_flag_changes_the_profile()
    {
        var overlay = new ProfileRequest { BaseProfileName = "iso", Arch = "amd64", OverlayImage = "ghcr.io/x/overlay:v1", SystemExtensionImages = ["ghcr.io/x/y:v1"] };
        var config = _inputs.WriteFile("config.yaml", "version: v1alpha1\n"u8);
        var changes = new Dictionary<string, ProfileRequest>
        {
            ["BaseProfileName"] = overlay with { BaseProfileName = "metal" },
            ["Arch"] = overlay with { Arch = "arm64" },
            ["Version"] = overlay with { Version = "v1.9.0" },
            ["Platform"] = overlay with { Platform = "aws" },
            ["BaseInstallerImage"] = overlay with { BaseInstallerImage = "ghcr.io/x/base:v1" },
            ["ImageCache"] = overlay with { ImageCache = "/cache" },
            ["IsInsecure"] = overlay with { IsInsecure = true },
            ["ExtraKernelArgs"] = overlay with { ExtraKernelArgs = ["a"] },
            ["Meta"] = overlay with { Meta = ["10=a"] },
            ["SystemExtensionImages"] = overlay with { SystemExtensionImages = [] },
            ["OutputKind"] = overlay with { OutputKind = "uki" },
            ["EmbeddedConfigPath"] = overlay with { EmbeddedConfigPath = config },
            ["OverlayName"] = overlay with { OverlayName = "board" },
            ["OverlayImage"] = overlay with { OverlayImage = "ghcr.io/x/other:v1" },
            ["OverlayOptions"] = overlay with { OverlayOptions = ["a=b"] },
            ["IncludeWellKnownCertificates"] = overlay with { IncludeWellKnownCertificates = true },
            ["SecureBootSignerAddress"] = overlay with { SecureBootSignerAddress = "unix:///a" },
            ["PcrSignerAddress"] = overlay with { PcrSignerAddress = "unix:///a" },
            ["SecureBootEnrollKeys"] = overlay with { SecureBootEnrollKeys = "force" },
            ["Bootloader"] = overlay with { Bootloader = "grub" },
        };
        var flags = typeof(ProfileRequest).GetProperties().Where(property => property.CanWrite).Select(property => property.Name);
        Assert.That(changes.Keys, Is.SupersetOf(flags));
        foreach (var (flag, request) in changes)
        {
            Assert.That(ProfileWriter.Write(request.ToProfile()), Is.Not.EqualTo(ProfileWriter.Write(overlay.ToProfile())), flag);
        }
    }

    /// <summary>All that can be set, by path; lists by what they hold.</summary>
    static IEnumerable<string> Fields(Type type, string path)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var inner = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (inner.IsGenericType && inner.IsAssignableTo(typeof(IEnumerable)) && inner.GenericTypeArguments[0] == typeof(ContainerAsset))
            {
                inner = typeof(ContainerAsset);
            }

            var name = $"{path}{property.Name}";
            var isNested = inner.Namespace == typeof(Profile).Namespace && !inner.IsEnum;
            foreach (var field in isNested ? Fields(inner, $"{name}.") : [name])
            {
                yield return field;
            }
        }
    }

    Dictionary<string, (Profile Base, Profile Changed)> Changes()
    {
        var changes = new Dictionary<string, (Profile, Profile)>();
        var uki = Request(OutputKind.Uki);
        var signed = uki with { SecureBoot = true, Input = uki.Input with { SecureBoot = Keys() } };
        var signedIso = signed with { Output = signed.Output with { Kind = OutputKind.Iso }, Input = signed.Input with { KernelPath = _inputs["amd64/vmlinuz.iso"] } };
        var iso = Request(OutputKind.Iso) with { Input = uki.Input with { KernelPath = _inputs["amd64/vmlinuz.iso"] } };
        iso = iso with { Output = iso.Output with { IsoOptions = new ProfileIsoOptions { Bootloader = BootloaderKind.SdBoot } } };
        var disk = Request(OutputKind.Image);
        disk = disk with
        {
            Output = disk.Output with { ImageOptions = new ProfileImageOptions { DiskSize = 1306525696, DiskFormat = DiskFormat.Raw, Bootloader = BootloaderKind.SdBoot } },
        };
        var signedDisk = disk with { SecureBoot = true, Input = signed.Input };
        var installer = Request(OutputKind.Installer) with { Input = uki.Input with { BaseInstaller = new ContainerAsset { OciPath = _inputs["base"], ImageRef = "ghcr.io/x/y:v1" } } };
        Add("BaseProfileName", uki with { Output = new(), BaseProfileName = "metal-uki" }, uki with { Output = new(), BaseProfileName = "iso" });
        Add("Arch", uki, uki with { Arch = "arm64" });
        Add("Platform", uki, uki with { Platform = "aws" });
        Add("Board", uki, uki with { Board = "rpi_generic" });
        Add("SecureBoot", uki, signed);
        Add("Name", uki, uki with { Name = "Other" });
        Add("Version", uki, uki with { Version = "v1.9.0" });
        Add("Customization.ExtraKernelArgs", uki, uki with { Customization = new() { ExtraKernelArgs = ["a=1"] } });
        Add("Customization.MetaContents", uki, uki with { Customization = new() { MetaContents = [new MetaValue(10, "x")] } });
        Add("Customization.EmbeddedMachineConfiguration", uki, uki with { Customization = new() { EmbeddedMachineConfiguration = "a: b" } });
        AddInput("KernelPath", uki, input => input with { KernelPath = _inputs["amd64/vmlinuz.iso"] });
        AddInput("InitramfsPath", uki, input => input with { InitramfsPath = _inputs["arm64/initramfs.xz"] });
        AddInput("KernelContent", uki, input => input with { KernelContent = BlobSource.FromFile(_inputs["amd64/vmlinuz.iso"]) });
        AddInput("InitramfsContent", uki, input => input with { InitramfsContent = BlobSource.FromFile(_inputs["arm64/initramfs.xz"]) });
        AddInput("SdStubPath", uki, input => input with { SdStubPath = _inputs["arm64/systemd-stub.efi"] });
        AddInput("SdBootPath", iso, input => input with { SdBootPath = _inputs["arm64/systemd-boot.efi"] });
        AddAssets("Input.SystemExtensions", uki, asset => uki with { Input = uki.Input with { SystemExtensions = [asset] } });
        AddAssets("Input.BaseInstaller", installer, asset => installer with { Input = installer.Input with { BaseInstaller = asset } });
        AddAssets("Input.ImageCache", iso, asset => iso with { Input = iso.Input with { ImageCache = asset } });

        // Without an overlay it is refused, however it is given; with one it is among the cases of fidelity.
        AddInput("OverlayInstaller.ImageRef", installer, input => input with { OverlayInstaller = new ContainerAsset { ImageRef = "127.0.0.1:1/a:v1" } });
        AddInput("OverlayInstaller.ForceInsecure", installer, input => input with { OverlayInstaller = new ContainerAsset { ForceInsecure = true } });
        AddInput("OverlayInstaller.TarballPath", installer, input => input with { OverlayInstaller = new ContainerAsset { TarballPath = _inputs["ext/hello.tar"] } });
        AddInput("OverlayInstaller.OciPath", installer, input => input with { OverlayInstaller = new ContainerAsset { OciPath = _inputs["cache"] } });
        AddInput("OverlayInstaller.MirrorOf", installer, input => input with { OverlayInstaller = new ContainerAsset { MirrorOf = "ghcr.io/siderolabs/sbc-rockchip:v0.2.0" } });
        foreach (var property in typeof(ProfileSigner).GetProperties().Where(property => property.CanWrite))
        {
            Add($"Input.SecureBoot.SecureBootSigner.{property.Name}", signed, With(keys => keys with { SecureBootSigner = Signer(keys.SecureBootSigner, property) }));
            Add($"Input.SecureBoot.PcrSigner.{property.Name}", signed, With(keys => keys with { PcrSigner = Signer(keys.PcrSigner, property) }));
        }

        AddInput("SecureBoot.PlatformKeyPath", signedIso, input => input with { SecureBoot = input.SecureBoot! with { PlatformKeyPath = "/x" } });
        AddInput("SecureBoot.KeyExchangeKeyPath", signedIso, input => input with { SecureBoot = input.SecureBoot! with { KeyExchangeKeyPath = "/x" } });
        AddInput("SecureBoot.SignatureKeyPath", signedIso, input => input with { SecureBoot = input.SecureBoot! with { SignatureKeyPath = "/x" } });
        AddInput("SecureBoot.IncludeWellKnownCertificates", signedIso, input => input with { SecureBoot = input.SecureBoot! with { IncludeWellKnownCertificates = true } });
        Add("Overlay.Name", uki, uki with { Overlay = new ProfileOverlay { Name = "board" } });
        Add("Overlay.Options", uki, uki with { Overlay = new ProfileOverlay { Options = new YamlMapping(new Dictionary<YamlValue, YamlValue> { [new YamlText("a")] = new YamlText("b") }) } });
        AddAssets("Overlay.Image", uki, asset => uki with { Overlay = new ProfileOverlay { Image = asset } });
        Add("Output.Kind", uki, Request(OutputKind.Initramfs));
        Add("Output.OutFormat", uki, uki with { Output = uki.Output with { OutFormat = OutFormat.Gz } });
        Add("Output.IsoOptions.Bootloader", iso, iso with { Output = iso.Output with { IsoOptions = new ProfileIsoOptions { Bootloader = BootloaderKind.Grub } } });
        Add("Output.IsoOptions.SdBootEnrollKeys", signedIso, signedIso with { Output = signedIso.Output with { IsoOptions = new() { SdBootEnrollKeys = SecureBootEnrollment.Force } } });
        AddDisk("DiskSize", disk, image => image with { DiskSize = 2 * image.DiskSize });
        AddDisk("DiskFormat", disk, image => image with { DiskFormat = DiskFormat.Qcow2 });
        AddDisk("DiskFormatOptions", disk, image => image with { DiskFormat = DiskFormat.Qcow2, DiskFormatOptions = "cluster_size=8k" });
        AddDisk("DiskSectorSize", disk, image => image with { DiskSectorSize = 4096 });
        AddDisk("Bootloader", disk, image => image with { Bootloader = BootloaderKind.Grub });
        AddDisk("SdBootEnrollKeys", signedDisk, image => image with { SdBootEnrollKeys = SecureBootEnrollment.Force });
        return changes;

        void Add(string field, Profile before, Profile after) => changes.Add(field, (before, after));

        void AddInput(string field, Profile before, Func<ProfileInput, ProfileInput> change) => Add($"Input.{field}", before, before with { Input = change(before.Input) });

        void AddDisk(string field, Profile before, Func<ProfileImageOptions, ProfileImageOptions> change) =>
            Add($"Output.ImageOptions.{field}", before, before with { Output = before.Output with { ImageOptions = change(before.Output.ImageOptions!) } });

        void AddAssets(string field, Profile before, Func<ContainerAsset, Profile> change)
        {
            var reference = new ContainerAsset { ImageRef = "127.0.0.1:1/a:v1" };
            Add($"{field}.ImageRef", before, change(reference));
            Add($"{field}.ForceInsecure", change(new ContainerAsset { ImageRef = "registry.invalid/a:v1" }), change(new ContainerAsset { ImageRef = "registry.invalid/a:v1", ForceInsecure = true }));
            Add($"{field}.TarballPath", before, change(new ContainerAsset { TarballPath = _inputs["ext/hello.tar"] }));
            Add($"{field}.OciPath", before, change(new ContainerAsset { OciPath = _inputs["cache"] }));
            Add($"{field}.MirrorOf", before, change(new ContainerAsset { MirrorOf = "ghcr.io/siderolabs/sbc-rockchip:v0.2.0" }));
        }

        Profile With(Func<ProfileSecureBoot, ProfileSecureBoot> change) => signed with { Input = signed.Input with { SecureBoot = change(signed.Input.SecureBoot!) } };

        static ProfileSigner Signer(ProfileSigner signer, PropertyInfo property)
        {
            // What names a key elsewhere counts without the paths of files; those count by themselves.
            var changed = property.Name is nameof(ProfileSigner.KeyPath) or nameof(ProfileSigner.CertPath) ? signer with { } : new ProfileSigner();
            property.SetValue(changed, "/nonexistent");
            return changed;
        }
    }

    Profile Request(OutputKind kind) => new()
    {
        Arch = "amd64",
        Platform = "metal",
        Version = "v1.14.0",
        Output = new ProfileOutput { Kind = kind, OutFormat = OutFormat.Raw },
        Input = new ProfileInput
        {
            KernelPath = _inputs["amd64/vmlinuz"],
            InitramfsPath = _inputs["amd64/initramfs.xz"],
            SdStubPath = _inputs["amd64/systemd-stub.efi"],
            SdBootPath = _inputs["amd64/systemd-boot.efi"],
        },
    };

    ProfileSecureBoot Keys() => new()
    {
        SecureBootSigner = new ProfileSigner { KeyPath = _inputs["keys/uki-signing-key.pem"], CertPath = _inputs["keys/uki-signing-cert.pem"] },
        PcrSigner = new ProfileSigner { KeyPath = _inputs["keys/pcr-signing-key.pem"] },
    };

    /// <summary>What can be seen of an asset: its name, its bytes and its signers; or why there is none.</summary>
    async Task<string> LookAsync(Profile profile)
    {
        var signers = new List<string>();
        await using var engine = TalosBootEngine.Create(options =>
        {
            options.FindSecureBootSigner = signer => Note(signer, FileSecureBootSigner.FromPemFiles(_inputs["keys/uki-signing-key.pem"], _inputs["keys/uki-signing-cert.pem"]));
            options.FindPcrSigner = signer => Note(signer, FilePcrSigner.FromPemFile(_inputs["keys/pcr-signing-key.pem"]));
        });
        try
        {
            using var asset = await engine.CreateAsset(profile).PlanAsync();
            return $"{asset.FileName} {await DigestAsync(asset)} {string.Join(' ', signers)}";
        }
        catch (TalosBootException exception)
        {
            return exception.Message;
        }

        T Note<T>(ProfileSigner signer, T found)
        {
            signers.Add(signer.ToString());
            return found;
        }
    }

    /// <summary>A digest of all that is stored; holes cost nothing.</summary>
    static async Task<string> DigestAsync(BootAsset asset)
    {
        var content = await asset.PackAsync();
        var stored = content.Extents.Select(extent => (extent.Offset, Part: content.Slice(extent.Offset, extent.Length))).ToList();
        return $"{content.Length} {Digest.Sha256(BlobSource.Concat([BlobSource.FromText(string.Join(',', stored.Select(part => part.Offset))), .. stored.Select(part => part.Part)])).Hex}";
    }
}
