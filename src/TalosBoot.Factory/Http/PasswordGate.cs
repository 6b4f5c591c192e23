using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Options;

namespace TalosBoot.Factory.Http;

/// <summary>Admits users of a password file (docs/formats/factory.md): Basic credentials, and lines <c>user:bcrypt</c>, read again when the file changes.</summary>
internal sealed class PasswordGate
{
    const string Challenge = "Basic realm=\"Image Factory Enterprise\", charset=\"UTF-8\"";

    static readonly TimeSpan RecheckInterval = TimeSpan.FromSeconds(5);

    readonly bool _isEnabled;
    readonly string _path;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly Lock _lock = new();
    volatile PasswordFile? _file;
    DateTimeOffset _checkedAt;

    public PasswordGate(ImageFactoryOptions options, TimeProvider time, ILogger<PasswordGate> logger)
    {
        (_isEnabled, _path, _time, _logger) = (options.Authentication.IsEnabled, options.Authentication.PasswordFile, time, logger);
        if (_isEnabled)
        {
            ConfiguredValue.Use("authentication.htpasswdPath", () => _file = PasswordFile.Read(_path));
        }
    }

    /// <summary>The user of a request, or the empty string.</summary>
    public static string UserOf(HttpContext context) => context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : string.Empty;

    /// <summary>Whether a request may go on; if not, it is answered.</summary>
    public async ValueTask<bool> AdmitAsync(FactoryExchange exchange)
    {
        if (!_isEnabled || UserOf(exchange.Context).Length > 0)
        {
            return true;
        }

        RecheckFile();
        if (TryRead(exchange.Context.Request, out var user, out var password) && _file!.IsRight(user, password))
        {
            exchange.Context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], "Basic"));
            return true;
        }

        Refuse(exchange.Context);
        await Answers.WriteErrorAsync(exchange.Context, StatusCodes.Status401Unauthorized, new FactoryAuthenticationException().Message).ConfigureAwait(false);
        return false;
    }

    public static void Refuse(HttpContext context) => context.Response.Headers.WWWAuthenticate = Challenge;

    void RecheckFile()
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            if ((now - _checkedAt).Duration() < RecheckInterval)
            {
                return;
            }

            _checkedAt = now;
        }

        try
        {
            if (_file is not { } file || File.GetLastWriteTimeUtc(_path) != file.ChangedAt)
            {
                _file = PasswordFile.Read(_path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.PasswordsNotRead(_logger, exception);
        }
    }

    /// <summary>Reads Basic credentials.</summary>
    public static bool TryRead(HttpRequest request, out string user, out string password)
    {
        var header = request.Headers.Authorization.ToString();
        (user, password) = (string.Empty, string.Empty);
        var buffer = new byte[header.Length];
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(header[6..].Trim(), buffer, out var length))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(buffer.AsSpan(0, length));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        (user, password) = colon < 0 ? (string.Empty, string.Empty) : (text[..colon], text[(colon + 1)..]);
        return colon > 0;
    }
}
