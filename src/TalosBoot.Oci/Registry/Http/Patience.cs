using System.Globalization;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Registry.Http;

/// <summary>
/// How long one thing that is wanted of a registry is still waited for, all attempts together. It is full again whenever as much has come as the
/// lowest rate brings in that time. Time in which nobody waits does not count. Not thread-safe.
/// </summary>
internal sealed class Patience(RegistryOptions options)
{
    readonly TimeSpan _limit = options.ProgressTimeout > options.AnswerTimeout ? options.ProgressTimeout : options.AnswerTimeout;
    TimeSpan _waited;
    long _received;

    /// <summary>How long may be waited for progress; never negative.</summary>
    public TimeSpan Left => _waited < _limit ? _limit - _waited : TimeSpan.Zero;

    /// <summary>The time now, for <see cref="Note"/>.</summary>
    public long Now => options.TimeProvider.GetTimestamp();

    /// <summary>Notes that something was waited for.</summary>
    /// <param name="start">When the wait began.</param>
    /// <param name="received">How many bytes came.</param>
    public void Note(long start, int received = 0)
    {
        _waited += options.TimeProvider.GetElapsedTime(start);
        _received += received;
        if (received > 0 && _received >= options.MinimumRate * _limit.TotalSeconds)
        {
            (_waited, _received) = (TimeSpan.Zero, 0);
        }
    }

    /// <summary>The failure of a registry that does not get on.</summary>
    public RegistryException Exhausted(string description, Exception? cause = null) => new(
        DiagnosticIds.RegistryStalled, description,
        string.Create(
            CultureInfo.InvariantCulture,
            $"the registry made no progress in {_limit.TotalSeconds} s, with {_received} bytes; the lowest rate is {options.MinimumRate} bytes a second. "
            + $"Try again later, use a mirror, or allow more time in the options."),
        cause);
}
