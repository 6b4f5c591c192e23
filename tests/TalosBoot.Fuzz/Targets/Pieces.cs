using System.Text;

namespace TalosBoot.Fuzz.Targets;

/// <summary>Several inputs in one: separated by lines of four percent signs.</summary>
static class Pieces
{
    static readonly byte[] Separator = "\n%%%%\n"u8.ToArray();

    /// <summary>Joins inputs.</summary>
    public static byte[] Join(params byte[][] pieces)
    {
        using var joined = new MemoryStream();
        foreach (var (piece, index) in pieces.Select((piece, index) => (piece, index)))
        {
            joined.Write(index == 0 ? [] : Separator);
            joined.Write(piece);
        }

        return joined.ToArray();
    }

    /// <summary>Joins texts.</summary>
    public static byte[] Join(params string[] pieces) => Join([.. pieces.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>So many inputs; the last ones are empty where there are fewer.</summary>
    public static byte[][] Split(byte[] input, int count)
    {
        var pieces = new byte[count][];
        for (var index = 0; index < count; index++)
        {
            var end = input.AsSpan().IndexOf(Separator);
            pieces[index] = end < 0 || index == count - 1 ? input : input[..end];
            input = end < 0 || index == count - 1 ? [] : input[(end + Separator.Length)..];
        }

        return pieces;
    }
}
