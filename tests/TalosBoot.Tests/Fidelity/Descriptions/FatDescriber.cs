using System.Buffers.Binary;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Fat;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>FAT volumes: the boot sector, the directories as mtools lists them, and the files.</summary>
sealed class FatDescriber : IContentDescriber
{
    public IReadOnlyList<string> Kinds { get; } = ["fat", "mdir"];

    public bool Matches(string name, BlobSource content) =>
        AssetDescription.HasAt(content, 510, [0x55, 0xAA])
        && (AssetDescription.HasAt(content, 54, "FAT1"u8) || AssetDescription.HasAt(content, 82, "FAT32"u8));

    public void Describe(string name, BlobSource content, AssetDescription description)
    {
        var sector = AssetDescription.Bytes(content, 0, 512);
        var total = U16(19) is var small and not 0 ? small : BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan(32));
        description.Say(
            $"{name} fat boot oem {AssetDescription.Repr(sector.AsSpan(3, 8))} bps {U16(11)} spc {sector[13]} res {U16(14)} fats {sector[16]} root {U16(17)} "
            + $"tot {total} media 0x{sector[21]:x} hidden {BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan(28))}");
        var extended = sector.AsSpan(82, 5).SequenceEqual("FAT32"u8) ? sector.AsSpan(64, 26) : sector.AsSpan(36, 26);
        description.Say($"{name} fat ext {Convert.ToHexStringLower(extended)}");
        SayDirectories(name, content, description);
        foreach (var (path, entry) in FatReader.Read(content).Tree.Walk())
        {
            if (entry is RegularFile file)
            {
                description.SayFile(name, path, file.Content);
            }
        }

        ushort U16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(sector.AsSpan(offset));
    }

    static void SayDirectories(string name, BlobSource content, AssetDescription description)
    {
        using var folder = new TemporaryFolder();
        content.WriteToFileAsync(folder["volume"]).GetAwaiter().GetResult();
        var listing = ForeignTool.TryRun(
            "mdir", ["-/", "-a", "-i", folder["volume"], "::/"], environment: new Dictionary<string, string> { ["MTOOLS_SKIP_CHECK"] = "1" });
        foreach (var line in listing.Lines.Where(line => !string.IsNullOrWhiteSpace(line) && !line.Contains("bytes", StringComparison.Ordinal)))
        {
            description.Say($"{name} mdir {line.TrimEnd()}");
        }
    }
}
