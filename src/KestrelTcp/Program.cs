await Console.Error.WriteLineAsync("kestreltcp: no verb yet");
return 1;
