using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Determinism;

namespace TalosBoot.Boot.SecureBoot.OnDisk;

/// <summary>
/// EFI_TIME in UTC with whole seconds (UEFI 2.10, 8.3). The fields behind the seconds are zero, as authenticated variables want it.
/// </summary>
internal readonly record struct EfiTime(ushort Year, byte Month, byte Day, byte Hour, byte Minute, byte Second) : IOnDiskStructure<EfiTime>
{
    public static int Size => 16;

    public static EfiTime Of(BuildClock clock)
    {
        var time = clock.ToDateTimeOffset();
        return new EfiTime((ushort)time.Year, (byte)time.Month, (byte)time.Day, (byte)time.Hour, (byte)time.Minute, (byte)time.Second);
    }

    public static EfiTime Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(source), source[2], source[3], source[4], source[5], source[6]);

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(destination, Year);
        destination[2] = Month;
        destination[3] = Day;
        destination[4] = Hour;
        destination[5] = Minute;
        destination[6] = Second;
    }
}
