using TalosBoot.Fuzz.Targets;

namespace TalosBoot.Fuzz.Fuzzing;

/// <summary>Makes the input of a finding shorter, as long as the finding is of the same kind.</summary>
public static class Minimiser
{
    const int MostAttempts = 3000;

    /// <summary>The shortest input that was found.</summary>
    public static byte[] Shorten(FuzzTarget target, Finding finding)
    {
        var input = finding.Input;
        var attempts = 0;
        for (var length = Math.Max(1, input.Length / 2); length > 0; length /= 2)
        {
            for (var start = 0; start + length <= input.Length && attempts < MostAttempts;)
            {
                byte[] shorter = [.. input.AsSpan(0, start), .. input.AsSpan(start + length)];
                attempts++;
                if (Probe.Run(target, shorter)?.Kind == finding.Kind)
                {
                    input = shorter;
                }
                else
                {
                    start += length;
                }
            }
        }

        return input;
    }
}
