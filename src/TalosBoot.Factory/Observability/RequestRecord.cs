using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;

namespace TalosBoot.Factory.Observability;

/// <summary>The access log, and the audit record of requests to protected routes (factory.md 16.1). Neither holds a query or a body.</summary>
internal sealed class RequestRecord(ImageFactoryOptions options, TimeProvider time, ILogger<RequestRecord> logger) : BackgroundService
{
    readonly Channel<string> _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public void Note(FactoryExchange exchange, TimeSpan took, Exception? failure)
    {
        var (request, status) = (exchange.Context.Request, exchange.Response.StatusCode);
        if (logger.IsEnabled(LogLevel.Information))
        {
            Log.RequestAnswered(logger, request.Method, exchange.Target.Path, status, took.TotalMilliseconds, exchange.RequestId);
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
        if (options.Audit.Mode == "file")
        {
            _lines.Writer.TryWrite(line);
        }
        else
        {
            Log.Audit(logger, line);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _lines.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
            {
                Write();
            }
        }
        catch (OperationCanceledException)
        {
            Write();
        }
    }

    void Write()
    {
        try
        {
            Rotate();
            using var file = new StreamWriter(options.Audit.File, append: true);
            while (_lines.Reader.TryRead(out var line))
            {
                file.Write(line + "\n");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.AuditFailed(logger, exception);
        }
    }

    void Rotate()
    {
        var file = new FileInfo(options.Audit.File);
        if (!file.Exists || file.Length < options.Audit.MaximumFileSize)
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
