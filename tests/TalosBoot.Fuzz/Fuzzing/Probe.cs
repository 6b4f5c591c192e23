using System.Diagnostics;
using TalosBoot.Fuzz.Targets;

namespace TalosBoot.Fuzz.Fuzzing;

/// <summary>Reads one input, and judges how that ended: the exception, the time and the memory.</summary>
static class Probe
{
    // The time is checked again before it counts: other programs run, too.
    const int Confirmations = 3;
    const long MemoryPerByte = 512;
    static readonly TimeSpan AllowedTime = TimeSpan.FromSeconds(1);

    /// <summary>What is wrong with how an input was read; null for nothing.</summary>
    public static Finding? Run(FuzzTarget target, byte[] input)
    {
        for (var attempt = 1; ; attempt++)
        {
            var memory = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            try
            {
                target.Read(input);
            }
            catch (Exception exception) when (target.Documents(exception))
            {
                // Refused, as documented.
            }
            catch (Exception exception)
            {
                return new Finding(target.Name, $"{exception.GetType().Name} in {Origin(exception)}", exception.ToString(), input);
            }

            memory = GC.GetAllocatedBytesForCurrentThread() - memory;
            if (memory > target.AllowedMemory + (input.Length * MemoryPerByte))
            {
                return new Finding(target.Name, "memory", $"{memory} bytes for an input of {input.Length}", input);
            }

            if (clock.Elapsed < AllowedTime)
            {
                return null;
            }

            if (attempt == Confirmations)
            {
                return new Finding(target.Name, "time", $"{clock.Elapsed} for an input of {input.Length}", input);
            }
        }
    }

    static string Origin(Exception exception)
    {
        var frame = new StackTrace(exception).GetFrames()
            .Select(frame => frame.GetMethod()).FirstOrDefault(method => method?.DeclaringType?.Assembly.GetName().Name?.StartsWith("TalosBoot", StringComparison.Ordinal) == true);
        return frame is null ? "an unknown place" : $"{frame.DeclaringType!.Name}.{frame.Name}";
    }
}
