using System.Buffers;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;

namespace TalosBoot.Factory.Observability;

/// <summary>The access log, and the audit record of requests to protected routes (docs/formats/factory.md). Neither holds a query or a body.</summary>
internal sealed class RequestRecord(ImageFactoryOptions options, TimeProvider time, ILogger<RequestRecord> logger) : BackgroundService
{
    const string ToFile = "file";
    const int Capacity = 10_000;

    // Clients choose how long a path is.
    const long MostWaitingCharacters = 16 << 20;
    const int WriteSize = 64 * 1024;
    static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    readonly ArrayBufferWriter<byte> _taken = new();
    long _waiting;
    long _dropped;

    public void Note(FactoryExchange exchange, TimeSpan took, Exception? failure)
    {
        var (request, status) = (exchange.Context.Request, exchange.Response.StatusCode);
        if (logger.IsEnabled(LogLevel.Information))
        {
            Log.RequestAnswered(
                logger, request.Method, ForeignText.Escape(exchange.Target.Path), status, took.TotalMilliseconds, ForeignText.Escape(exchange.RequestId));
        }

        if (options.Audit.Mode.Length == 0 || !exchange.Route.IsProtected)
        {
            return;
        }

        var line = new StringBuilder().AppendObject(
        [
            ("time", time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)), ("request_id", exchange.RequestId),
            ("user", PasswordGate.UserOf(exchange.Context)), ("client_ip", exchange.Context.Connection.RemoteIpAddress?.ToString() ?? string.Empty),
            ("method", request.Method), ("path", exchange.Target.Path), ("status", status.ToString(CultureInfo.InvariantCulture)),
            ("duration", took.TotalSeconds.ToString("R", CultureInfo.InvariantCulture)),
            ("error", failure is null ? string.Empty : Failures.Describe(failure).Message),
        ]).ToString();
        if (options.Audit.Mode == ToFile)
        {
            Enqueue(line);
        }
        else
        {
            Log.Audit(logger, line);
        }
    }

    /// <summary>Refuses a file that cannot be written at all: an audit record is asked for so that there is one.</summary>
    /// <exception cref="ImageFactoryConfigurationException">The file cannot be opened.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Audit.Mode == ToFile)
        {
            ConfiguredValue.Use($"audit.file: {options.Audit.File}", Open).Dispose();
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (_taken.WrittenCount > 0 || await _lines.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
            {
                if (!Write())
                {
                    await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            Write();
        }
    }

    /// <summary>Puts a line into the queue, unless so much waits for a file that cannot be written.</summary>
    void Enqueue(string line)
    {
        if (Interlocked.Add(ref _waiting, line.Length) > MostWaitingCharacters || !_lines.Writer.TryWrite(line))
        {
            Interlocked.Add(ref _waiting, -line.Length);
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes what waits. What was taken from the queue and not written is kept for the next time.</summary>
    /// <returns>Whether the file could be written.</returns>
    bool Write()
    {
        try
        {
            Rotate();
            using var file = Open();
            while (Take())
            {
                Append(file);
                _taken.ResetWrittenCount();
            }

            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            {
                Log.AuditDropped(logger, dropped);
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.AuditFailed(logger, exception);
            return false;
        }
    }

    /// <summary>Opens the file. A new one is for this user alone: who asked for what is nobody else's business.</summary>
    FileStream Open()
    {
        var opening = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            opening.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(options.Audit.File, opening);
    }

    /// <summary>Takes lines from the queue, as many as are written at once.</summary>
    bool Take()
    {
        while (_taken.WrittenCount < WriteSize && _lines.Reader.TryRead(out var line))
        {
            Interlocked.Add(ref _waiting, -line.Length);
            Encoding.UTF8.GetBytes(line, _taken);
            _taken.Write("\n"u8);
        }

        return _taken.WrittenCount > 0;
    }

    /// <summary>Adds the lines that were taken to the file, all or none: what a full disk took of them is taken back.</summary>
    void Append(FileStream file)
    {
        var end = file.CanSeek ? file.Seek(0, SeekOrigin.End) : 0;
        try
        {
            file.Write(_taken.WrittenSpan);
        }
        catch (IOException) when (file.CanSeek)
        {
            if (file.Length > end)
            {
                file.SetLength(end);
            }

            throw;
        }
    }

    void Rotate()
    {
        var file = new FileInfo(options.Audit.File);
        if (!file.Exists || file.Length < (long)options.Audit.MaximumFileMebibytes << 20)
        {
            return;
        }

        for (var number = options.Audit.MaximumBackups - 1; number >= 1; number--)
        {
            if (File.Exists($"{file.FullName}.{number}"))
            {
                File.Move($"{file.FullName}.{number}", $"{file.FullName}.{number + 1}", overwrite: true);
            }
        }

        File.Move(file.FullName, $"{file.FullName}.1", overwrite: true);
    }
}
