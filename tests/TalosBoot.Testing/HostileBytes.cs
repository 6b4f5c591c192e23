using CsCheck;
using NUnit.Framework;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Testing;

/// <summary>Valid bytes that were damaged.</summary>
public static class HostileBytes
{
    /// <summary>Changes up to 8 bytes in a range; the action must succeed or throw one of TalosBoot's exceptions.</summary>
    public static void Damage(byte[] valid, Range range, Func<byte[], bool> action, long iterations = 4_000)
    {
        var (start, length) = range.GetOffsetAndLength(valid.Length);
        Gen.Select(Gen.Int[start, start + length - 1], Gen.Byte).Array[1, 8].Sample(
            changes =>
            {
                var damaged = (byte[])valid.Clone();
                foreach (var (offset, value) in changes)
                {
                    damaged[offset] = value;
                }

                return Survives(() => action(damaged));
            },
            iter: iterations, threads: 2);
    }

    /// <summary>Cuts at every byte; the action must throw one of TalosBoot's exceptions.</summary>
    public static void CutEverywhere(byte[] valid, Action<byte[]> action)
    {
        Assert.That(() => action(valid), Throws.Nothing);
        for (var length = 0; length < valid.Length; length++)
        {
            var part = valid[..length];
            Assert.That(() => action(part), Throws.InstanceOf<TalosBootException>(), $"{length} bytes");
        }
    }

    /// <summary>Whether an action gives true, or throws one of the exceptions that this area has.</summary>
    public static bool Survives(Func<bool> action)
    {
        try
        {
            return action();
        }
        catch (TalosBootException exception)
        {
            return exception is ImageFormatException or LayoutException or SigningException;
        }
    }
}
