using System.Numerics;

namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>How distances are split: a slot, and bits below it.</summary>
internal static class LzmaDistance
{
    public static int Slot(uint distance)
    {
        if (distance < LzmaModel.FirstModelledSlot)
        {
            return (int)distance;
        }

        var exponent = BitOperations.Log2(distance);
        return (exponent << 1) | (int)((distance >> (exponent - 1)) & 1);
    }

    /// <summary>How many bits follow a slot of at least <see cref="LzmaModel.FirstModelledSlot"/>.</summary>
    public static int FooterBits(int slot) => (slot >> 1) - 1;

    /// <summary>The first distance of such a slot.</summary>
    public static uint Base(int slot) => (2u | ((uint)slot & 1)) << FooterBits(slot);
}
