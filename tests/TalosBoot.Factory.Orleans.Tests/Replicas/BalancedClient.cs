using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace TalosBoot.Factory.Orleans.Tests.Replicas;

/// <summary>A client of replicas behind a load balancer, which turns to the next one when a connection fails before it was answered.</summary>
internal sealed class BalancedClient(IReadOnlyList<ReplicaProcess> replicas, int first)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    int _next = first;

    /// <summary>Creates a schematic.</summary>
    /// <returns>Its identifier.</returns>
    public async Task<string> CreateSchematicAsync(string argument)
    {
        using var answer = await SendAsync(http => http.PostAsync(
            new Uri("/schematics", UriKind.Relative), new StringContent($"customization: {{extraKernelArgs: [{argument}]}}")));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Downloads an asset, and checks that all of it comes.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="takesItAgain">Whether an answer that breaks off is asked for again, as by a client whose replica was killed.</param>
    /// <returns>The digest of the content.</returns>
    public async Task<string> DownloadAsync(string path, bool takesItAgain = false)
    {
        while (true)
        {
            using var answer = await SendAsync(http => http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
            try
            {
                return Convert.ToHexStringLower(await SHA256.HashDataAsync(await answer.Content.ReadAsStreamAsync()));
            }
            catch (Exception exception) when (takesItAgain && exception is (HttpRequestException or IOException))
            {
                // It was killed.
            }
        }
    }

    /// <summary>Sends a request to the next replica that answers.</summary>
    async Task<HttpResponseMessage> SendAsync(Func<HttpClient, Task<HttpResponseMessage>> send)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await send(replicas[_next++ % replicas.Count].Http);
            }
            catch (HttpRequestException) when (tries < 200)
            {
                await Task.Delay(Pause);
            }
        }
    }
}
