using TalosBoot.Archives.Trees;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>The SL fields that hold the target of a symbolic link (RRIP 4.1.3): one component for each name of the path.</summary>
internal static class SymbolicLinkFields
{
    const int FieldHeader = 5;
    const int ComponentHeader = 2;
    const int MaximumFieldLength = 255;
    const int MaximumComponentLength = MaximumFieldLength - FieldHeader - ComponentHeader;

    const byte Continues = 0x01;
    const byte Current = 0x02;
    const byte Parent = 0x04;
    const byte Root = 0x08;

    public static List<byte[]> Create(string target)
    {
        var fields = new List<List<byte>> { new() };
        var path = FileNames.Encode(target).AsSpan();
        foreach (var range in path.Split((byte)'/'))
        {
            var name = path[range];
            if (!name.IsEmpty)
            {
                AddName(fields, name);
            }
            else if (range.End.Value < path.Length)
            {
                // The slash that the path begins with, or a repeated one: readers put a slash for it.
                Append(fields, Root, []);
            }
            else if (path.Length > 1 && path[^2] != '/')
            {
                // The path ends with a slash: readers put one between components.
                Append(fields, 0, []);
            }
        }

        return fields.ConvertAll(components => Finish(components, components != fields[^1]));
    }

    static void AddName(List<List<byte>> fields, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("."u8))
        {
            Append(fields, Current, []);
            return;
        }

        if (name.SequenceEqual(".."u8))
        {
            Append(fields, Parent, []);
            return;
        }

        while (name.Length > MaximumComponentLength)
        {
            var room = Math.Min(MaximumFieldLength - FieldHeader - fields[^1].Count - ComponentHeader, name.Length);
            if (room <= 0)
            {
                fields.Add([]);
                continue;
            }

            Append(fields, Continues, name[..room]);
            name = name[room..];
        }

        Append(fields, 0, name);
    }

    static void Append(List<List<byte>> fields, byte flags, ReadOnlySpan<byte> name)
    {
        if (FieldHeader + fields[^1].Count + ComponentHeader + name.Length > MaximumFieldLength)
        {
            fields.Add([]);
        }

        fields[^1].Add(flags);
        fields[^1].Add((byte)name.Length);
        fields[^1].AddRange(name);
    }

    static byte[] Finish(List<byte> components, bool isContinued) =>
        [(byte)'S', (byte)'L', (byte)(FieldHeader + components.Count), 1, isContinued ? (byte)1 : (byte)0, .. components];
}
