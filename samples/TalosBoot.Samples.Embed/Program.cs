using TalosBoot;
using TalosBoot.Core.Versions;
using TalosBoot.Oci.Layouts;
using TalosBoot.Schematics;

await using var talos = TalosBootEngine.Create(options => options.Images = OciLayout.Open("demo/out/release"));

using var asset = await talos.CreateAsset()
    .ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64).ForPlatform("metal")
    .Customize(custom => custom.AddKernelArgument("net.ifnames=0").AddExtension("siderolabs/demo-hello"))
    .AsIso(BootloaderKind.SdBoot)
    .PlanAsync();

Console.WriteLine($"{asset.FileName}: {asset.Size} bytes, boots with {asset.KernelCommandLine}");
await asset.WriteToFileAsync(asset.FileName);
