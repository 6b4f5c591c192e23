using System.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci.Layouts;

namespace TalosBoot.Benchmarks;

/// <summary>
/// The time from the plan of a hybrid ISO to the first byte of its stream, and to the last: <c>first-byte RELEASE [ROUNDS]</c>. The cache is warm, so that planning
/// compresses nothing, and the stream takes bytes without keeping them.
/// </summary>
static class FirstByte
{
    public static async Task RunAsync(string release, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("talosboot-benchmark-");
        try
        {
            await using var engine = TalosBootEngine.Create(options =>
            {
                options.Images = OciLayout.Open(release);
                options.CacheDirectory = folder.FullName;
            });
            await MeasureAsync(engine);
            var measured = new List<(TimeSpan Planned, TimeSpan First, TimeSpan Last)>();
            for (var round = 0; round < rounds; round++)
            {
                measured.Add(await MeasureAsync(engine));
            }

            Console.WriteLine(
                $"hybrid ISO with a warm cache: planned in {Milliseconds(measured.Select(one => one.Planned)):0} ms, first byte after {Milliseconds(measured.Select(one => one.First)):0.0} ms more, "
                + $"last after {Milliseconds(measured.Select(one => one.Last)):0} ms");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static double Milliseconds(IEnumerable<TimeSpan> values) => Median.Of(values.Select(value => value.TotalMilliseconds));

    static async Task<(TimeSpan Planned, TimeSpan First, TimeSpan Last)> MeasureAsync(TalosBootEngine engine)
    {
        var began = Stopwatch.GetTimestamp();
        using var asset = await engine.CreateAsset().ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64).AsIso().PlanAsync();
        var planned = Stopwatch.GetTimestamp();
        await using var client = new WaitingClient();
        await asset.WriteToStreamAsync(client);
        return (Stopwatch.GetElapsedTime(began, planned), Stopwatch.GetElapsedTime(planned, client.First), Stopwatch.GetElapsedTime(planned));
    }

    /// <summary>Notes when the first bytes came, and drops all.</summary>
    sealed class WaitingClient : Stream
    {
        public long First { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Note();

        public override void Write(byte[] buffer, int offset, int count) => Note();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Note();
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        void Note() => First = First == 0 ? Stopwatch.GetTimestamp() : First;
    }
}
