using System.Buffers.Binary;
using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Xfs;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>XFS volumes: the superblock's fields, and the tree.</summary>
sealed class XfsDescriber : IContentDescriber
{
    /// <summary>Name, offset, bytes and whether it is written in hexadecimal digits.</summary>
    static readonly (string Name, int Offset, int Size, bool IsHex)[] Fields =
    [
        ("magicnum", 0, 4, true), ("blocksize", 4, 4, false), ("dblocks", 8, 8, false), ("rblocks", 16, 8, false), ("logstart", 48, 8, false),
        ("rootino", 56, 8, false), ("rbmino", 64, 8, false), ("rsumino", 72, 8, false), ("rextsize", 80, 4, false), ("agblocks", 84, 4, false),
        ("agcount", 88, 4, false), ("rbmblocks", 92, 4, false), ("logblocks", 96, 4, false), ("versionnum", 100, 2, true), ("sectsize", 102, 2, false),
        ("inodesize", 104, 2, false), ("inopblock", 106, 2, false), ("blocklog", 120, 1, false), ("sectlog", 121, 1, false), ("inodelog", 122, 1, false),
        ("inopblog", 123, 1, false), ("agblklog", 124, 1, false), ("rextslog", 125, 1, false), ("inprogress", 126, 1, false), ("imax_pct", 127, 1, false),
        ("icount", 128, 8, false), ("ifree", 136, 8, false), ("fdblocks", 144, 8, false), ("frextents", 152, 8, false), ("qflags", 176, 2, true),
        ("flags", 178, 1, true), ("shared_vn", 179, 1, false), ("inoalignmt", 180, 4, false), ("unit", 184, 4, false), ("width", 188, 4, false),
        ("dirblklog", 192, 1, false), ("logsectlog", 193, 1, false), ("logsectsize", 194, 2, false), ("logsunit", 196, 4, false), ("features2", 200, 4, true),
        ("bad_features2", 204, 4, true), ("features_compat", 208, 4, true), ("features_ro_compat", 212, 4, true), ("features_incompat", 216, 4, true),
        ("features_log_incompat", 220, 4, true), ("spino_align", 228, 4, false),
    ];

    public IReadOnlyList<string> Kinds { get; } = ["xfs", "stat"];

    public bool Matches(string name, BlobSource content) => AssetDescription.HasAt(content, 0, "XFSB"u8);

    public void Describe(string name, BlobSource content, AssetDescription description)
    {
        var superblock = AssetDescription.Bytes(content, 0, 512);
        foreach (var (field, offset, size, isHex) in Fields)
        {
            var value = size switch
            {
                1 => superblock[offset],
                2 => BinaryPrimitives.ReadUInt16BigEndian(superblock.AsSpan(offset)),
                4 => BinaryPrimitives.ReadUInt32BigEndian(superblock.AsSpan(offset)),
                _ => BinaryPrimitives.ReadUInt64BigEndian(superblock.AsSpan(offset)),
            };
            description.Say($"{name} xfs {field} = {(isHex && value != 0 ? $"0x{value:x}" : value)}");
        }

        description.Say($"{name} xfs uuid = {new Guid(superblock.AsSpan(32, 16), bigEndian: true)}");
        description.Say($"{name} xfs fname = {Encoding.ASCII.GetString(superblock, 108, 12).TrimEnd('\0')}");
        foreach (var (path, entry) in XfsReader.Read(content).Tree.Walk())
        {
            var (type, size) = entry is RegularFile file ? (0x8000, $"{file.Content.Length}") : (0x4000, AssetDescription.SizeOfDirectory);
            var mode = Convert.ToString(type | entry.Metadata.Mode, 8);
            description.Say($"{name} stat {path} 0o{mode} {entry.Metadata.UserId} {entry.Metadata.GroupId} {size}");
            if (entry is RegularFile { Content: var bytes })
            {
                description.SayFile(name, path, bytes);
            }
        }
    }
}
