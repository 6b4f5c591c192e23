using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Core.Content;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>
/// What this project's readers see of an asset, in the lines of the vectors' <c>describe.py</c>. A new kind of content is a new describer in the table.
/// </summary>
sealed class AssetDescription
{
    /// <summary>The size of a directory is the file system's own affair, and its readers do not tell it.</summary>
    public const string SizeOfDirectory = "N";

    static readonly IContentDescriber[] Describers =
    [
        new CompressedDescriber(), new DiskFormatDescriber(), new IsoDescriber(), new DiskDescriber(), new PeDescriber(), new TarDescriber(), new SquashFsDescriber(),
        new InitramfsDescriber(), new XfsDescriber(), new Ext4Describer(), new FatDescriber(),
    ];

    static readonly ConcurrentDictionary<long, string> Zeros = new();

    const long LargestData = 128 * 1024 * 1024;

    readonly List<string> _lines = [];
    readonly List<string> _unknown = [];

    /// <summary>The words of the lines that are described.</summary>
    public static IReadOnlySet<string> Kinds { get; } = Describers.SelectMany(describer => describer.Kinds).Append("data").Append("file").Append("text").ToHashSet();

    /// <summary>The lines.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>The names of contents that no describer knows.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    /// <summary>Where what is compressed is unpacked.</summary>
    public required ContentSpool Spool { get; init; }

    public static AssetDescription Of(string name, BlobSource content, ContentSpool spool)
    {
        var description = new AssetDescription { Spool = spool };
        description.Describe(content, name);
        return description;
    }

    public void Describe(BlobSource content, string name)
    {
        if (Array.Find(Describers, describer => describer.Matches(name, content)) is { } found)
        {
            found.Describe(name, content, this);
        }
        else
        {
            _unknown.Add(name);
            Say($"{name} data {content.Length} {ShaOfAtMost(content)}");
        }
    }

    public void Say(string line) => _lines.Add(line);

    /// <summary>Describes the files of a tree, and what some of them hold.</summary>
    public void SayFile(string name, string path, BlobSource content)
    {
        Say($"{name} file {path} {content.Length} {Sha(content)}");
        var lower = path.ToLowerInvariant();
        if (EndsWith(".cfg", ".conf") || (content.Length < 2048 && EndsWith(".txt", ".srl", ".json", ".yaml")))
        {
            Say($"{name} text {path} {Repr(content.ToArray())}");
        }
        else if (EndsWith(".efi"))
        {
            Describe(content, $"{name}/{path}");
        }
        else if (lower.StartsWith("boot/initramfs", StringComparison.Ordinal) || EndsWith("/initramfs.xz"))
        {
            Describe(content, $"{name}/{path}#initramfs");
        }
        else if (EndsWith(".img") && content.Length > 65536 && HasAt(content, 510, [0x55, 0xAA]))
        {
            Describe(content, $"{name}/{path}");
        }

        bool EndsWith(params string[] suffixes) => suffixes.Any(suffix => lower.EndsWith(suffix, StringComparison.Ordinal));
    }

    /// <summary>The first 16 digits of the SHA-256.</summary>
    public static string Sha(BlobSource content) => Digest.Sha256(content).Hex[..16];

    /// <summary>The same, unless the content is so large that it is looked into instead. That of zeros is remembered.</summary>
    public static string ShaOfAtMost(BlobSource content) =>
        content.Length <= LargestData ? Sha(content) : IsZero(content) ? Zeros.GetOrAdd(content.Length, _ => Sha(content)) : "D";

    /// <summary>Whether there are zeros alone.</summary>
    public static bool IsZero(BlobSource content) => content.Extents.Sum(extent => extent.Length) <= LargestData
        && content.Extents.All(extent => !content.Slice(extent.Offset, extent.Length).ToArray().AsSpan().ContainsAnyExcept((byte)0));

    public static string Sha(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    /// <summary>Whether some bytes stand at a place.</summary>
    public static bool HasAt(BlobSource content, long offset, ReadOnlySpan<byte> bytes) => Bytes(content, offset, bytes.Length).AsSpan().SequenceEqual(bytes);

    /// <summary>The bytes of a part, as far as there are some.</summary>
    public static byte[] Bytes(BlobSource content, long offset, int count)
    {
        var bytes = new byte[Math.Clamp(content.Length - offset, 0, count)];
        if (bytes.Length > 0)
        {
            content.Read(offset, bytes);
        }

        return bytes;
    }

    /// <summary>Bytes as Python writes them.</summary>
    public static string Repr(ReadOnlySpan<byte> bytes)
    {
        var quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'';
        var text = new StringBuilder("b").Append(quote);
        foreach (var value in bytes)
        {
            _ = value switch
            {
                (byte)'\\' => text.Append("\\\\"),
                (byte)'\t' => text.Append("\\t"),
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                _ when value == quote => text.Append('\\').Append(quote),
                >= 0x20 and < 0x7F => text.Append((char)value),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
            };
        }

        return text.Append(quote).ToString();
    }

    /// <summary>A mode as <c>ls</c> writes it.</summary>
    public static string ModeText(char type, int mode)
    {
        var text = new StringBuilder().Append(type);
        for (var shift = 6; shift >= 0; shift -= 3)
        {
            text.Append((mode >> shift & 4) != 0 ? 'r' : '-').Append((mode >> shift & 2) != 0 ? 'w' : '-');
            var special = (mode & (0x200 << shift / 3)) != 0;
            var letter = shift == 0 ? 't' : 's';
            text.Append((mode >> shift & 1, special) switch
            {
                (1, false) => 'x',
                (1, true) => letter,
                (_, true) => char.ToUpperInvariant(letter),
                _ => '-',
            });
        }

        return text.ToString();
    }
}
