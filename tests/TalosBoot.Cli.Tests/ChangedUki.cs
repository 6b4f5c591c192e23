namespace TalosBoot.Cli.Tests;

/// <summary>A UKI with another console on its command line.</summary>
static class ChangedUki
{
    /// <summary>What is said of it and the one that it was made from.</summary>
    public const string Difference = "only in the first: console=tty0; only in the second: console=tty1";

    public static byte[] Of(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var place = bytes.AsSpan().IndexOf("console=tty0"u8);
        Assert.That(place, Is.Positive);
        "console=tty1"u8.CopyTo(bytes.AsSpan(place));
        return bytes;
    }
}
