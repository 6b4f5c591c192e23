namespace TalosBoot.Cli.Tests;

/// <summary>A clock that stands until a test moves it. Its timers are due with every move.</summary>
sealed class ManualClock : TimeProvider
{
    readonly List<Timer> _timers = [];
    long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(() => callback(state), _timers);
        _timers.Add(timer);
        return timer;
    }

    public void Advance(int milliseconds)
    {
        _now += TimeSpan.FromMilliseconds(milliseconds).Ticks;
        _timers.ToList().ForEach(timer => timer.Ring());
    }

    sealed class Timer(Action ring, List<Timer> timers) : ITimer
    {
        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
