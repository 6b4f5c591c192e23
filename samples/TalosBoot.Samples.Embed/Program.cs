using TalosBoot;
using TalosBoot.Core.Versions;
using TalosBoot.Oci.Layouts;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using var asset = await talos.CreateAsset()

await using var talos = TalosBootEngine.Create(options => options.Images = OciLayout.Open("demo/out/release"));

    .ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64).ForPlatform("metal")
    .Customize(custom => custom.AddKernelArgument("net.ifnames=0").AddExtension("siderolabs/demo-hello"))
    .AsIso(BootloaderKind.SdBoot)
    .PlanAsync();

Console.WriteLine($"{asset.FileName}: {asset.Size} bytes, boots with {asset.KernelCommandLine}");
await asset.WriteToFileAsync(asset.FileName);
