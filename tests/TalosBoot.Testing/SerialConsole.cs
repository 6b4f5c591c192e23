using System.Text;

namespace TalosBoot.Testing;

/// <summary>The serial console of a machine: its lines, and answers to what it asks, which needs no end of a line.</summary>
sealed class SerialConsole(Stream output, Stream input)
{
    readonly byte[] _buffer = new byte[4096];
    readonly StringBuilder _unread = new();
    readonly StringBuilder _unanswered = new();
    readonly Queue<(string Prompt, string Answer)> _answers = [];

    /// <summary>Types an answer once the machine has written a prompt, and all answers before were typed.</summary>
    public void Answer(string prompt, string answer) => _answers.Enqueue((prompt, answer));

    /// <summary>The next line without its end; null when the machine ended or time is over.</summary>
    public string? ReadLine(CancellationToken cancellationToken)
    {
        while (true)
        {
            var text = _unread.ToString();
            if (text.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0)
            {
                _unread.Remove(0, end + 1);
                return text[..end].TrimEnd('\r');
            }

            if (!Fill(cancellationToken))
            {
                return null;
            }
        }
    }

    bool Fill(CancellationToken cancellationToken)
    {
        try
        {
            var count = output.ReadAsync(_buffer, cancellationToken).AsTask().GetAwaiter().GetResult();
            var text = Encoding.Latin1.GetString(_buffer, 0, count);
            _unread.Append(text);
            _unanswered.Append(text);
            if (_answers.TryPeek(out var next) && _unanswered.ToString().Contains(next.Prompt, StringComparison.Ordinal))
            {
                _answers.Dequeue();
                _unanswered.Clear();
                input.Write(Encoding.Latin1.GetBytes(next.Answer));
                input.Flush();
            }

            return count > 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
