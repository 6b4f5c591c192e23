using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.KernelArguments;
using TalosBoot.Meta;
using TalosBoot.Oci;
using TalosBoot.Overlays.Catalogs;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;
using TalosBoot.Testing;
using TalosBoot.Yaml;

namespace TalosBoot.Fuzz.Targets;

/// <summary>Documents and short texts that people and services write.</summary>
static class TextTargets
{
    const string Schematic = """
        customization:
          extraKernelArgs: [a=b, "c d", 'e']
          meta:
            - {key: 10, value: &v text}
            - key: 0xb
              value: *v
          systemExtensions:
            officialExtensions: !!seq
              - siderolabs/gvisor
          secureboot: {includeWellKnownCertificates: yes}
        overlay:
          name: rpi_generic
          image: siderolabs/sbc-raspberrypi
          options: {data: |
              literal}

        """;

    const string Profile = """
        arch: amd64
        platform: metal
        secureboot: false
        version: v1.11.0
        input:
          kernel: {path: /usr/install/amd64/vmlinuz}
          systemExtensions: [{imageRef: a/b:c}, {tarballPath: x.tar}]
        output: {kind: image, outFormat: .zst, imageOptions: {diskSize: 1306525696, diskFormat: raw}}
        customization: {extraKernelArgs: [a], metaContents: [{key: 10, value: foo}]}

        """;

    public static IEnumerable<FuzzTarget> All =>
    [
        new("schematic", ReadSchematic, SchematicSeeds) { Readers = ["Schematic.Parse"] },
        new("profile", input => _ = ProfileReader.Read(Text(input)), () => [Bytes(Profile)]) { Readers = ["ProfileReader.Read"] },
        new("extension", ReadExtension, ExtensionSeeds) { Readers = ["SystemExtensionReader.Read"] },
        new("extension-catalog", input => _ = ExtensionCatalogReader.Read(Tree("image-digests", input), "input").Count, () => [Bytes($"ghcr.io/siderolabs/gvisor:1@sha256:{new string('a', 64)}\n")])
        {
            Readers = ["ExtensionCatalogReader.Read"],
        },
        new("overlay-catalog", input => _ = OverlayCatalogReader.Read(Tree("overlays.yaml", input), "input").Count, () =>
            [Bytes($"overlays:\n  - name: rpi\n    image: a/b:c\n    digest: sha256:{new string('a', 64)}\n")])
        {
            Readers = ["OverlayCatalogReader.Read"],
        },
        new("command-line", input => _ = KernelCommandLine.Parse(Text(input)).ToString(), () => [Bytes("a=b c=\"d e\" f -g=1,2 talos.x=y=z")]) { Readers = ["KernelCommandLine.Parse"] },
        new("meta-environment", input => _ = MetaEnvironment.Decode(Text(input)).Count, () =>
            [Bytes(MetaEnvironment.Encode([new MetaValue(10, new string('x', 300))], allowCompression: true)), Bytes("MHhhPWZvbzsweGI9YmFy")])
        {
            Readers = ["MetaEnvironment.Decode", "MetaValueText.Parse"],
            MayRefuseFormat = true,
        },
        new("names", ReadNames, () => [Pieces.Join("ghcr.io/siderolabs/a:v1@sha256:" + new string('0', 64), "linux/arm64/v8", new string('a', 64), "v1.11.0-alpha.1+x", "amd64", "yaml-v4-rc6")])
        {
            Readers =
            [
                "ImageReference.Parse", "ImageReference.TryParse", "OciPlatform.Parse", "SchematicId.Parse", "SchematicId.TryParse", "TalosVersion.Parse", "TalosVersion.TryParse",
                "Digest.TryParse", "ArchitectureNames.TryParse", "GoYamlDialectNames.TryParse", "BootloaderKindNames.TryParse",
            ],
            MayRefuseFormat = true,
        },
    ];

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static string Text(byte[] input) => Encoding.UTF8.GetString(input);

    static FileTree Tree(string path, byte[] input)
    {
        var tree = new FileTree();
        tree.SetFile(path, BlobSource.FromBytes(input));
        return tree;
    }

    static void ReadSchematic(byte[] input)
    {
        foreach (var dialect in Enum.GetValues<GoYamlDialect>())
        {
            try
            {
                _ = Schematics.Schematic.Parse(input, new SchematicReaderOptions { Dialect = dialect }).Id(dialect);
            }
            catch (Core.Diagnostics.TalosBootException)
            {
                // Refused in one dialect; the others are read all the same.
            }
        }
    }

    static IEnumerable<byte[]> SchematicSeeds() => RepositoryPaths.TryVector("yaml", "schematic-documents.jsonl") is { } path
        ? [Bytes(Schematic), .. File.ReadLines(path).Where((_, index) => index % 40 == 0).Select(line =>
            System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("in").GetBytesFromBase64())]
        : [Bytes(Schematic)];

    static void ReadExtension(byte[] input)
    {
        var tree = Tree("manifest.yaml", Pieces.Split(input, 2)[0]);
        tree.SetFile("rootfs/usr/file", BlobSource.FromText("x"));
        var extension = SystemExtensionReader.Read(tree, "input");
        SystemExtensionValidator.Validate(extension.Manifest, "input", TalosVersion.Parse("v1.11.0"));
    }

    static IEnumerable<byte[]> ExtensionSeeds() => new[] { ">= v1.5.0 < 2.x || 3.0.0-beta+x", "!=1.2.x", "", "1.x.x" }.Select(constraint => Bytes(
        $"version: v1alpha1\nmetadata:\n  name: a\n  version: 1.0.0\n  author: b\n  description: |\n    c\n  compatibility:\n    talos:\n      version: \"{constraint}\"\n"));

    static void ReadNames(byte[] input)
    {
        var texts = Pieces.Split(input, 6).Select(Text).ToArray();
        _ = ImageReference.TryParse(texts[0], out _);
        _ = SchematicId.TryParse(texts[2], out _);
        _ = (Digest.TryParse(texts[2], out _), TalosVersion.TryParse(texts[3], out _), ArchitectureNames.TryParse(texts[4], out _));
        _ = (GoYamlDialectNames.TryParse(texts[5], out _), BootloaderKindNames.TryParse(texts[5], out _));
        _ = ImageReference.Parse(texts[0]);
        _ = OciPlatform.Parse(texts[1]);
        _ = SchematicId.Parse(texts[2]);
    }
}
