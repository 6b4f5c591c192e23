using System.Buffers.Text;
using TalosBoot.Initramfs.KernelModules.Reading;

namespace TalosBoot.Initramfs.KernelModules.Index;

/// <summary>A device node whose opening loads a module (docs/formats/initramfs.md).</summary>
/// <param name="Name">The path below /dev.</param>
/// <param name="Type"><c>c</c> or <c>b</c>; null when no alias tells the numbers.</param>
/// <param name="Major">The major number.</param>
/// <param name="Minor">The minor number.</param>
internal readonly record struct DeviceNode(byte[] Name, char? Type, uint Major, uint Minor)
{
    /// <summary>The node that aliases describe, or null. The search stops as soon as name and numbers are known.</summary>
    public static DeviceNode? Find(NameList aliases)
    {
        byte[]? name = null;
        (char Type, uint Major, uint Minor)? numbers = null;
        foreach (var alias in aliases)
        {
            if (alias.StartsWith("devname:"u8))
            {
                name = alias["devname:"u8.Length..].ToArray();
            }
            else if (alias.StartsWith("char-major-"u8) && TryParseNumbers(alias["char-major-"u8.Length..], out var major, out var minor))
            {
                numbers = ('c', major, minor);
            }
            else if (alias.StartsWith("block-major-"u8) && TryParseNumbers(alias["block-major-"u8.Length..], out major, out minor))
            {
                numbers = ('b', major, minor);
            }

            if (name is not null && numbers is not null)
            {
                break;
            }
        }

        return name is null ? null : new DeviceNode(name, numbers?.Type, numbers?.Major ?? 0, numbers?.Minor ?? 0);
    }

    static bool TryParseNumbers(ReadOnlySpan<byte> text, out uint major, out uint minor)
    {
        minor = 0;
        return Utf8Parser.TryParse(text, out major, out var consumed)
            && text[consumed..].StartsWith("-"u8)
            && Utf8Parser.TryParse(text[(consumed + 1)..], out minor, out _);
    }
}
