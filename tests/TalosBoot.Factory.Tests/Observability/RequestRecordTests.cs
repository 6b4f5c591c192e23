using System.Runtime.Versioning;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Observability;
using TalosBoot.Factory.Options;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Observability;

/// <summary>The audit record when its file cannot be written.</summary>
[TestFixture]
internal sealed class RequestRecordTests
{
    static readonly FactoryRoute Route = new("/schematics", ["POST"], _ => Task.CompletedTask, isProtected: true);

    TemporaryFolder _folder = null!;
    ManualTime _time = null!;
    CountingLogger _logger = null!;
    ImageFactoryOptions _options = null!;
    RequestRecord _record = null!;

    [SetUp]
    public void Create()
    {
        (_folder, _time, _logger, _options) = (new TemporaryFolder(), new ManualTime(), new CountingLogger(), new ImageFactoryOptions());
        (_options.Audit.Mode, _options.Audit.File) = ("file", _folder["audit.log"]);
        _record = new RequestRecord(_options, _time, _logger);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _record.StopAsync(default);
        _record.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Waits_after_a_failure_and_writes_when_the_file_can_be_opened()
    {
        await _record.StartAsync(default);
        File.Delete(_options.Audit.File);
        Directory.CreateDirectory(_options.Audit.File);
        Note("/schematics/one");
        Assert.That(() => _logger.Count, Is.GreaterThan(0).After(10_000, 10));
        await Task.Delay(300);
        Assert.That(_logger.Count, Is.EqualTo(1));

        Directory.Delete(_options.Audit.File);

        await FindLinesAsync(1);
        Assert.That(File.ReadAllText(_options.Audit.File), Does.Contain("/schematics/one"));
    }

    [Test]
    [Platform("Linux")]
    public async Task Keeps_lines_that_a_full_disk_did_not_take()
    {
        await _record.StartAsync(default);
        var file = _options.Audit.File;
        _options.Audit.File = "/dev/full";
        Note("/schematics/one");
        Note("/schematics/two");
        Assert.That(() => _logger.Count, Is.GreaterThan(0).After(10_000, 10));

        _options.Audit.File = file;

        var lines = await FindLinesAsync(2);
        Assert.That((lines[0].Contains("one", StringComparison.Ordinal), lines[1].Contains("two", StringComparison.Ordinal)), Is.EqualTo((true, true)));
    }

    [Test]
    public void Refuses_at_the_start_a_file_that_cannot_be_opened()
    {
        _options.Audit.File = _folder["missing", "audit.log"];

        Assert.That(() => _record.StartAsync(default), Throws.TypeOf<ImageFactoryConfigurationException>().With.Message.Contains("audit.file"));
    }

    [Test]
    public async Task Keeps_no_more_than_it_may_of_long_paths_while_the_file_cannot_be_written()
    {
        await _record.StartAsync(default);
        File.Delete(_options.Audit.File);
        Directory.CreateDirectory(_options.Audit.File);
        var path = "/schematics/" + new string('a', 1 << 20);
        for (var number = 0; number < 40; number++)
        {
            Note(path);
        }

        Directory.Delete(_options.Audit.File);

        Assert.That(await FindLinesAsync(1), Has.Length.InRange(10, 16));
        Assert.That(() => _logger.Last, Does.Match(@"^\d+ records of requests were dropped").After(10_000, 10));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    [Platform(Exclude = "Win")]
    public async Task Makes_a_file_that_nobody_else_can_read()
    {
        await _record.StartAsync(default);

        Assert.That(File.GetUnixFileMode(_options.Audit.File), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void Logs_what_a_client_wrote_without_what_a_terminal_would_obey()
    {
        _logger.Least = LogLevel.Information;
        Note("/schematics/a\u001b[31mb\rc\nd", "\tid");

        Assert.That(_logger.Last, Does.Contain(@"/schematics/a\u001b[31mb\u000dc\u000ad ").And.EndWith(@" \u0009id"));
    }

    void Note(string path, string id = "id") => _record.Note(
        new FactoryExchange(new DefaultHttpContext(), new RequestTarget(path, string.Empty), Route, [], id), TimeSpan.FromSeconds(1), null);

    /// <summary>Waits for lines, as time passes.</summary>
    async Task<string[]> FindLinesAsync(int count)
    {
        for (var attempt = 0; attempt < 500; attempt++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(20);
            if (File.Exists(_options.Audit.File) && File.ReadAllLines(_options.Audit.File) is { } lines && lines.Length >= count)
            {
                return lines;
            }
        }

        throw new AssertionException("The lines were not written.");
    }

    sealed class CountingLogger : ILogger<RequestRecord>
    {
        int _count;

        public int Count => Volatile.Read(ref _count);

        public LogLevel Least { get; set; } = LogLevel.Warning;

        public string Last { get; private set; } = string.Empty;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= Least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Last = formatter(state, exception);
            Interlocked.Increment(ref _count);
        }
    }
}
