using System.Text;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>Names of modules and aliases.</summary>
internal static class ModuleName
{
    /// <summary>The name of the module in a file: that of the file up to its first dot, with underscores (docs/formats/initramfs.md).</summary>
    public static byte[] FromPath(ReadOnlySpan<byte> path)
    {
        var name = path[(path.LastIndexOf((byte)'/') + 1)..];
        var dot = name.IndexOf((byte)'.');
        var result = (dot < 0 ? name : name[..dot]).ToArray();
        result.AsSpan().Replace((byte)'-', (byte)'_');
        return result;
    }

    /// <summary>An alias as it is looked up: with underscores but in brackets (docs/formats/initramfs.md).</summary>
    /// <returns>False when a bracket has no partner.</returns>
    public static bool TryNormalizeAlias(ReadOnlySpan<byte> alias, Span<byte> destination)
    {
        var isInBrackets = false;
        for (var index = 0; index < alias.Length; index++)
        {
            destination[index] = alias[index];
            switch (alias[index])
            {
                case (byte)'-' when !isInBrackets:
                    destination[index] = (byte)'_';
                    break;
                case (byte)']' when !isInBrackets:
                    return false;
                case (byte)']':
                    isInBrackets = false;
                    break;
                case (byte)'[':
                    isInBrackets = true;
                    break;
            }
        }

        return !isInBrackets;
    }

    /// <summary>Text of ASCII bytes, and of others as they come, for messages.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
