using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>Squashfs images. The listing is that of <c>unsquashfs -lln</c>, but for the sizes of directories, which only the image itself knows.</summary>
sealed class SquashFsDescriber : IContentDescriber
{
    const int ListedWidth = 27;

    public IReadOnlyList<string> Kinds { get; } = ["squashfs", "sq"];

    public bool Matches(string name, BlobSource content) => AssetDescription.HasAt(content, 0, "hsqs"u8);

    public void Describe(string name, BlobSource content, AssetDescription description)
    {
        var head = AssetDescription.Bytes(content, 0, 96);
        description.Say(
            $"{name} squashfs inodes {U32(4)} mtime {U32(8)} block {U32(12)} frags {U32(16)} comp {U16(20)} flags 0x{U16(24):x} ids {U16(26)} "
            + $"ver {U16(28)} {U16(30)} bytes {U64(40)} xattr {(U64(48) == ulong.MaxValue ? "False" : "True")}");
        var tree = SquashFsReader.Read(content);
        description.Say($"{name} sq {List("squashfs-root", tree.Root)}");
        var files = new List<string>();
        foreach (var (path, entry) in tree.Walk())
        {
            description.Say($"{name} sq {List($"squashfs-root/{path}", entry)}");
            if (entry is RegularFile file)
            {
                files.Add($"{path} {AssetDescription.Sha(file.Content)}");
            }
        }

        files.Sort(StringComparer.Ordinal);
        description.Say($"{name} squashfs contents {files.Count} {AssetDescription.Sha(Encoding.UTF8.GetBytes(string.Join('\n', files)))}");

        uint U32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(offset));

        ushort U16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(offset));

        ulong U64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(offset));
    }

    static string List(string path, FileTreeEntry entry)
    {
        var (type, size, suffix) = entry switch
        {
            DirectoryNode => ('d', 0L, string.Empty),
            SymbolicLink link => ('l', Encoding.UTF8.GetByteCount(link.Target), $" -> {link.Target}"),
            RegularFile file => ('-', file.Content.Length, string.Empty),
            _ => ('?', 0L, string.Empty),
        };
        var owner = $"{entry.Metadata.UserId}/{entry.Metadata.GroupId}";
        var time = DateTimeOffset.FromUnixTimeSeconds(entry.Metadata.ModifiedAt).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return $"{AssetDescription.ModeText(type, entry.Metadata.Mode)} {owner}{size.ToString(CultureInfo.InvariantCulture).PadLeft(ListedWidth - owner.Length)} {time} {path}{suffix}";
    }
}
