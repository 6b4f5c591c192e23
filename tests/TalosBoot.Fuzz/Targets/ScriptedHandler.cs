using System.Net;
using System.Text;

namespace TalosBoot.Fuzz.Targets;

/// <summary>A registry that gives prepared answers, one after the other: the status, headers, an empty line, and the body. Then it gives 404.</summary>
sealed class ScriptedHandler(byte[][] answers) : HttpMessageHandler
{
    int _next;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = _next < answers.Length ? answers[_next++] : [];
        var end = answer.AsSpan().IndexOf("\n\n"u8);
        var head = Encoding.Latin1.GetString(end < 0 ? answer : answer[..end]).Split('\n');
        var status = int.TryParse(head[0], out var number) && number is >= 100 and <= 999 ? number : 404;
        var message = new HttpResponseMessage((HttpStatusCode)status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(end < 0 ? [] : answer[(end + 2)..]),
        };
        foreach (var header in head.Skip(1).Select(line => line.Split(": ", 2)).Where(parts => parts.Length == 2))
        {
            if (!message.Headers.TryAddWithoutValidation(header[0], header[1]))
            {
                message.Content.Headers.TryAddWithoutValidation(header[0], header[1]);
            }
        }

        return Task.FromResult(message);
    }
}
