using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TalosBoot.Signing.AwsKms.Tests;
using TalosBoot.Signing.AzureKeyVault.Tests;

namespace TalosBoot.Tests.Imager;

/// <summary>An HTTP server on this machine that is Azure's login, a key vault, KMS and ACM at once, and the environment that leads a program there.</summary>
sealed class ScriptedClouds : IAsyncDisposable
{
    readonly List<string> _calls = [];
    readonly WebApplication _application;
    readonly HttpMessageInvoker _aws;
    readonly HttpMessageInvoker _vault;

    ScriptedClouds(WebApplication application)
    {
        _application = application;
        _aws = new HttpMessageInvoker(Aws);
        _vault = new HttpMessageInvoker(Vault);
    }

    public ScriptedAws Aws { get; } = new();

    public ScriptedVault Vault { get; } = new();

    public string Url => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>What came, in its order, without the address of the server.</summary>
    public IEnumerable<string> Calls => _calls.Select(call => call.Replace(Url, string.Empty, StringComparison.Ordinal));

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AZURE_AUTHORITY_HOST"] = Url,
        ["AZURE_TENANT_ID"] = "tenant",
        ["AZURE_CLIENT_ID"] = "client",
        ["AZURE_CLIENT_SECRET"] = "password",
        ["AWS_ENDPOINT_URL"] = Url,
        ["AWS_ACCESS_KEY_ID"] = "AKID",
        ["AWS_SECRET_ACCESS_KEY"] = "geheim",
    };

    public static async Task<ScriptedClouds> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var clouds = new ScriptedClouds(application);
        application.Run(clouds.AnswerAsync);
        await application.StartAsync();
        return clouds;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _aws.Dispose();
        _vault.Dispose();
    }

    async Task AnswerAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), Url + context.Request.Path + context.Request.QueryString);
        request.Content = new StringContent(await new StreamReader(context.Request.Body).ReadToEndAsync());
        foreach (var header in context.Request.Headers)
        {
            request.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
        }

        var target = context.Request.Headers["X-Amz-Target"].ToString();
        lock (_calls)
        {
            _calls.Add($"{context.Request.Method} {context.Request.Path}{(target.Length > 0 ? " " + target : string.Empty)}");
        }

        if (context.Request.Path == "/tenant/oauth2/v2.0/token")
        {
            await context.Response.WriteAsync("""{"token_type":"Bearer","expires_in":3599,"access_token":"the token"}""");
            return;
        }

        using var answer = await (target.Length > 0 ? _aws : _vault).SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        await answer.Content.CopyToAsync(context.Response.Body);
    }
}
