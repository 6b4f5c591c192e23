using System.Buffers.Binary;

namespace TalosBoot.Compression.Xz.Filters;

/// <summary>The filters that may stand before LZMA2 (xz file format 5.3).</summary>
internal static class XzFilters
{
    const int Delta = 0x03;
    const int X86 = 0x04;
    const int PowerPc = 0x05;
    const int Ia64 = 0x06;
    const int Arm = 0x07;
    const int ArmThumb = 0x08;
    const int Sparc = 0x09;
    const int Arm64 = 0x0A;
    const int RiscV = 0x0B;

    /// <summary>Makes the filter of a number; null where there is none. Wrong properties are an InvalidDataException.</summary>
    public static IXzFilter? TryCreate(long id, ReadOnlySpan<byte> properties) => id switch
    {
        Delta => properties.Length == 1 ? new DeltaFilter(properties[0] + 1) : throw Wrong(),
        X86 => At(new X86Filter(), properties, 1),
        PowerPc => At(new PowerPcFilter(), properties, 4),
        Ia64 => At(new Ia64Filter(), properties, 16),
        Arm => At(new ArmFilter(), properties, 4),
        ArmThumb => At(new ArmThumbFilter(), properties, 2),
        Sparc => At(new SparcFilter(), properties, 4),
        Arm64 => At(new Arm64Filter(), properties, 4),
        RiscV => At(new RiscVFilter(), properties, 2),
        _ => null,
    };

    static IXzFilter At(IXzFilter filter, ReadOnlySpan<byte> properties, uint alignment)
    {
        if (properties.IsEmpty)
        {
            return filter;
        }

        var start = properties.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(properties) : throw Wrong();
        return start % alignment == 0 ? new MovedFilter(filter, start) : throw Wrong();
    }

    static InvalidDataException Wrong() => new("The properties of a filter are wrong.");
}
