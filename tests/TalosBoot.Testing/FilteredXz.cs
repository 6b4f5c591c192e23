namespace TalosBoot.Testing;

/// <summary>
/// xz files with each of the format's filters (xz file format 5.3), as foreign programs write them: the xz program, and 7-Zip for RISC-V, which the xz of
/// older systems does not know. The check that both write is that of the content, so that a reader that undoes a filter wrongly notices it.
/// </summary>
public static class FilteredXz
{
    const string RiscV = "riscv";

    // Bytes that begin or end instructions with targets, for each kind of code: noise alone has few of them.
    static readonly Dictionary<string, byte[]> Patterns = new()
    {
        ["x86"] = [0xE8, 0xE9, 0x00, 0xFF, 0x12],
        ["arm"] = [0xEB, 0x00, 0x01, 0x77],
        ["armthumb"] = [0xF0, 0xF7, 0xF8, 0xFF, 0x03],
        ["arm64"] = [0x94, 0x97, 0x90, 0xB0, 0xD0, 0x00, 0xFF],
        ["powerpc"] = [0x48, 0x4B, 0x01, 0x09, 0x00],
        ["sparc"] = [0x40, 0x7F, 0xC0, 0xFF, 0x00],
        ["ia64"] = [0x10, 0x12, 0x16, 0x18, 0x1C, 0x50, 0x00],
        [RiscV] = [0xEF, 0x00, 0x01, 0x17, 0x97, 0x05, 0x13, 0x67, 0x31, 0x02, 0x80, 0xF0],
        ["delta"] = [1, 2, 3],
    };

    /// <summary>The names of all filters.</summary>
    public static IReadOnlyCollection<string> Filters => Patterns.Keys;

    /// <summary>Those of the filters that the xz program of any system writes.</summary>
    public static IEnumerable<string> FiltersOfXz => Filters.Where(filter => filter != RiscV);

    /// <summary>Bytes in which a filter finds much to change.</summary>
    public static byte[] Code(string filter, int length, int seed = 1)
    {
        var (pattern, random) = (Patterns[filter], new Random(seed));
        var code = new byte[length];
        random.NextBytes(code);
        for (var index = 0; index < code.Length; index++)
        {
            if (random.Next(3) > 0)
            {
                code[index] = pattern[random.Next(pattern.Length)];
            }
        }

        return code;
    }

    /// <summary>Compresses with a filter.</summary>
    public static byte[] Compress(string filter, byte[] content) => filter == RiscV
        ? CompressWithSevenZip(filter, content)
        : Compress(content, "--check=crc32", $"--{filter}", "--lzma2=preset=1");

    /// <summary>Compresses with options of the xz program.</summary>
    public static byte[] Compress(byte[] content, params string[] options)
    {
        using var folder = new TemporaryFolder();
        return ForeignTool.Run("xz", ["-c", "--format=xz", .. options, folder.WriteFile("content", content)]).OutputBytes;
    }

    static byte[] CompressWithSevenZip(string filter, byte[] content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteFile("content", content);
        ForeignTool.Run("7zz", "a", "-txz", $"-mf={filter}", "-mx=1", "-bd", path + ".xz", path);
        return File.ReadAllBytes(path + ".xz");
    }
}
