using TalosBoot;
using TalosBoot.AotSmoke;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Uki;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Oci.Layouts;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;

// Builds an ISO of the demo release and reads it back through every layer: the folder of the release is the only argument.
await using var talos = TalosBootEngine.Create(options => options.Images = OciLayout.Open(args[0]));
using var asset = await talos.CreateAsset()
    .ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64)
    .Customize(custom => custom.AddExtension("siderolabs/demo-hello").AddExtensionImage("ghcr.io/siderolabs/demo-ucode:v1.0.0"))
    .AsIso(BootloaderKind.SdBoot)
    .PlanAsync();

var iso = IsoReader.Read(asset.Content);
var uki = UkiReader.Open(((RegularFile)iso.Tree.Find("EFI/Linux/Talos-v1.12.0.efi")!).Content);
Check(uki.CommandLine == asset.KernelCommandLine, "the UKI has another command line");

var early = CpioReader.ReadTree(uki.Initramfs.Slice(0, CpioReader.MeasureLeadingArchives(uki.Initramfs)));
Check(early.Find("kernel/x86/microcode/GenuineIntel.bin") is RegularFile { Content.Length: > 0 }, "the early microcode is missing");

var stock = uki.Initramfs.Slice(CpioReader.MeasureLeadingArchives(uki.Initramfs), Decompressor.DetectionLength).ToArray();
Check(Decompressor.Detect(stock) == CompressionFormat.Zstd, "the stock initramfs does not follow the early microcode");

var profile = ProfileReader.Read(ProfileWriter.Write(asset.Profile));
Check(ProfileWriter.Write(profile) == ProfileWriter.Write(asset.Profile), "the profile does not survive a round trip");

var schematic = Schematic.Parse("customization:\n  extraKernelArgs: [net.ifnames=0]\n");
Check(schematic.Id().Hex.Length == 64, "the schematic has no ID");

Check(HostingSmoke.EntityTagOf(asset) is { Length: 66 }, "the asset has no entity tag");

var failure = await SigningSmoke.RunAsync(((RegularFile)iso.Tree.Find("EFI/BOOT/BOOTX64.EFI")!).Content);
Check(failure is null, failure ?? string.Empty);

failure = await LayersSmoke.RunAsync();
Check(failure is null, failure ?? string.Empty);

Console.WriteLine($"{asset.FileName}: {asset.Size} bytes, sha256 {Digest.Sha256(asset.Content).Hex}");
return 0;

static void Check(bool condition, string failure)
{
    if (!condition)
    {
        throw new InvalidOperationException(failure);
    }
}
