using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Observability;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Schematics;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Tests.Schematics;

/// <summary>What the service remembers of its store.</summary>
[TestFixture]
internal sealed class SchematicServiceTests
{
    static readonly byte[] Text = "customization:\n    extraKernelArgs:\n        - late\n"u8.ToArray();
    static readonly SchematicId Id = SchematicId.OfCanonical(Text);

    [Test]
    public async Task Looks_again_for_what_was_missing_when_its_time_is_over_wherever_the_clock_jumps([Values(-3650, 0, 3650)] int days)
    {
        var (store, time) = (new MemorySchematicStore(), new JumpingTime());
        using var metrics = new FactoryMetrics();
        var service = new SchematicService(store, new ImageFactoryOptions(), metrics, time);
        Assert.That(await FindAsync(service), Is.False);
        await store.PutAsync(Id, Text); // By another process.
        time.Jump += TimeSpan.FromDays(days);

        Assert.That(await FindAsync(service), Is.False, "it is remembered that there was none");

        time.Passed += TimeSpan.FromSeconds(31);
        Assert.That(await FindAsync(service), Is.True);
    }

    [Test]
    public async Task Finds_what_a_client_created_that_left_before_it_was_stored()
    {
        var store = new SlowStore();
        using var metrics = new FactoryMetrics();
        using var leaving = new CancellationTokenSource();
        var service = new SchematicService(store, new ImageFactoryOptions(), metrics, new JumpingTime());
        Assert.That(await FindAsync(service), Is.False);
        var created = service.CreateAsync(Text, string.Empty, leaving.Token);
        await leaving.CancelAsync();
        Assert.That(() => created, Throws.InstanceOf<OperationCanceledException>());

        store.Gate.SetResult();

        Assert.That(async () => await FindAsync(service), Is.True.After(5_000, 20));
        Assert.That(metrics.Write(), Does.Contain("image_factory_schematic_create_total 1\n"));
    }

    [Test]
    public async Task Counts_a_new_schematic_once_however_many_create_it_at_the_same_time()
    {
        var store = new SlowStore();
        using var metrics = new FactoryMetrics();
        var service = new SchematicService(store, new ImageFactoryOptions(), metrics, new JumpingTime());
        var all = Enumerable.Range(0, 10).Select(_ => service.CreateAsync(Text, string.Empty, default)).ToArray();

        store.Gate.SetResult();
        await Task.WhenAll(all);

        Assert.That(
            metrics.Write(),
            Does.Contain("image_factory_schematic_create_total 1\n").And.Contain("image_factory_schematic_duplicate_create_total 9\n"));
    }

    [TestCase("😀", 300, "TB1103")]
    [TestCase("\\n  a: 1\\nb: 2\\n", 1, "TB1101")]
    public void Refuses_what_it_could_not_read_again(string text, int count, string id)
    {
        var options = new ImageFactoryOptions { Features = new FeatureOptions { MaximumSchematicLength = 2000 } };
        using var metrics = new FactoryMetrics();
        var service = new SchematicService(new MemorySchematicStore(), options, metrics, new JumpingTime());
        var document = $$$"""{"customization": {"embeddedMachineConfiguration": "{{{string.Concat(Enumerable.Repeat(text, count))}}}"}}""";

        Assert.That(
            () => service.CreateAsync(Encoding.UTF8.GetBytes(document), string.Empty, default),
            Throws.InstanceOf<SchematicException>().With.Property("DiagnosticId").EqualTo(id).And.Message.Contains("canonical form"));
        Assert.That(metrics.Write(), Does.Contain("image_factory_schematic_create_total 0\n"));
    }

    /// <summary>Eight blanks before each line, names that were left out, aliases written out.</summary>
    [TestCase("customization: {embeddedMachineConfiguration: \"", "a\\n", "\"}", 1_000)]
    [TestCase("customization: {meta: [{}", ", {}", "]}", 300)]
    public async Task A_schematic_that_could_not_be_read_again_is_refused(string start, string part, string end, int count)
    {
        var store = new MemorySchematicStore();
        using var metrics = new FactoryMetrics();
        var options = new ImageFactoryOptions();
        options.Features.MaximumSchematicLength = 4_000;
        var service = new SchematicService(store, options, metrics, new JumpingTime());
        var document = Document(count);
        Assert.That(document, Has.Length.LessThan(4_000));
        var refused = (await Assert.ThrowsAsync<SchematicException>(() => service.CreateAsync(document, string.Empty, default)))!;
        Assert.That((refused.DiagnosticId, refused.UpstreamText), Is.EqualTo(("TB1103", (string?)null)));
        Assert.That(refused.Message, Does.Contain("the canonical form of the schematic has"));

        var id = (await service.CreateAsync(Document(count / 10), string.Empty, default)).Id;
        options.Features.MaximumSchematicLength = 10;
        var later = new SchematicService(store, options, metrics, new JumpingTime());
        Assert.That(await later.FindAsync(id.Hex, string.Empty, default), Is.Not.Null, "The limit is for new ones.");

        byte[] Document(int parts) => Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(part, parts)) + end);
    }

    static async Task<bool> FindAsync(SchematicService service) => await service.FindAsync(Id.Hex, string.Empty, default) is not null;

    /// <summary>A store on a slow disk.</summary>
    sealed class SlowStore : ISchematicRepository
    {
        readonly MemorySchematicStore _store = new();

        public TaskCompletionSource Gate { get; } = new();

        public Task<ReadOnlyMemory<byte>?> FindAsync(SchematicId id, CancellationToken cancellationToken = default) => _store.FindAsync(id, cancellationToken);

        public async Task<bool> PutAsync(SchematicId id, ReadOnlyMemory<byte> canonical, CancellationToken cancellationToken = default)
        {
            await Gate.Task;
            return await _store.PutAsync(id, canonical, cancellationToken);
        }
    }

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
