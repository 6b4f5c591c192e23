using System.Buffers.Binary;
using System.Globalization;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Iso9660;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>ISO images: the volume, the system area, the tree, and EFI system partitions of the MBR.</summary>
sealed class IsoDescriber : IContentDescriber
{
    const int EfiSystemPartition = 0xEF;

    public IReadOnlyList<string> Kinds { get; } = ["pvd", "systemarea", "tree"];

    public bool Matches(string name, BlobSource content) => content.Length > 40000 && AssetDescription.HasAt(content, 32769, "CD001"u8);

    public void Describe(string name, BlobSource content, AssetDescription description)
    {
        var volume = AssetDescription.Bytes(content, 32768, 2048);
        description.Say(
            $"{name} pvd sys {Text(8, 40)} vol {Text(40, 72)} blocks {BinaryPrimitives.ReadUInt32LittleEndian(volume.AsSpan(80))} set {Trimmed(190, 318)} "
            + $"pub {Trimmed(318, 446)} prep {Trimmed(446, 574)} app {Trimmed(574, 702)} dates {Text(813, 881)}");
        var area = AssetDescription.Bytes(content, 0, 32768);
        description.Say(
            $"{name} systemarea {AssetDescription.Sha(area.AsSpan(0, 446))} mbr {Convert.ToHexStringLower(area.AsSpan(446, 66))} "
            + $"rest {AssetDescription.Sha(area.AsSpan(512))}");
        if (AssetDescription.HasAt(content, 512, "EFI PART"u8))
        {
            DiskDescriber.DescribeTables($"{name}>gpt", content, description);
        }

        DescribeTree(name, IsoReader.Read(content).Tree, description);
        for (var index = 0; index < 4; index++)
        {
            var entry = area.AsSpan(446 + (16 * index), 16);
            var (start, count) = (BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]));
            if (entry[4] == EfiSystemPartition && count > 0)
            {
                description.Describe(content.Slice(start * 512L, count * 512L), $"{name}>mbr{index + 1}");
            }
        }

        string Text(int from, int to) => AssetDescription.Repr(volume.AsSpan(from..to));

        string Trimmed(int from, int to) => AssetDescription.Repr(volume.AsSpan(from..to).TrimEnd(" \t\n\r\v\f"u8));
    }

    static void DescribeTree(string name, FileTree tree, AssetDescription description)
    {
        description.Say($"{name} tree {List("/", tree.Root)}");
        foreach (var (path, entry) in tree.Walk())
        {
            description.Say($"{name} tree {List($"/{path}", entry)}");
            switch (entry)
            {
                case RegularFile file:
                    description.SayFile(name, path, file.Content);
                    break;

                case SymbolicLink link:
                    description.Say($"{name} link {path} {link.Target}");
                    break;
            }
        }
    }

    /// <summary>An entry as xorriso lists it. Files and directories that have one name are told to have one link.</summary>
    static string List(string path, FileTreeEntry entry)
    {
        var (type, size) = entry switch
        {
            DirectoryNode => ('d', 0L),
            SymbolicLink => ('l', 0L),
            RegularFile when path == "/boot.catalog" => ('e', 2048L),
            RegularFile file => ('-', file.Content.Length),
            _ => ('?', 0L),
        };
        var metadata = entry.Metadata;
        var date = DateTimeOffset.FromUnixTimeSeconds(metadata.ModifiedAt);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{AssetDescription.ModeText(type, metadata.Mode)} {1,4} {metadata.UserId,-8} {metadata.GroupId,-8} {size,8} {date:MMM} {date.Day,2}  {date:yyyy} '{path}'");
    }
}
