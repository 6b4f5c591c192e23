using TalosBoot.Factory.Observability;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Schematics;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Tests.Schematics;

/// <summary>What the service remembers of its store.</summary>
[TestFixture]
internal sealed class SchematicServiceTests
{
    static readonly SchematicId Id = SchematicId.OfCanonical("customization:\n    extraKernelArgs:\n        - late\n"u8);

    [Test]
    public async Task Looks_again_for_what_was_missing_when_its_time_is_over_wherever_the_clock_jumps([Values(-3650, 0, 3650)] int days)
    {
        var (store, time) = (new MemorySchematicStore(), new JumpingTime());
        using var metrics = new FactoryMetrics();
        var service = new SchematicService(store, new ImageFactoryOptions(), metrics, time);
        Assert.That(await FindAsync(service), Is.False);
        await store.PutAsync(Id, "customization:\n    extraKernelArgs:\n        - late\n"u8.ToArray()); // By another process.
        time.Jump += TimeSpan.FromDays(days);

        Assert.That(await FindAsync(service), Is.False, "it is remembered that there was none");

        time.Passed += TimeSpan.FromSeconds(31);
        Assert.That(await FindAsync(service), Is.True);
    }

    static async Task<bool> FindAsync(SchematicService service) => await service.FindAsync(Id.Hex, string.Empty, default) is not null;

    /// <summary>A clock that is set while time passes.</summary>
    sealed class JumpingTime : TimeProvider
    {
        public TimeSpan Passed { get; set; }

        public TimeSpan Jump { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + Passed + Jump;
    }
}
