// What the widget says in each language, in the order of NAMES. A language takes at most 400 bytes.

/** The name of each text: `data-text-title` replaces the second one. */
export const NAMES = "button|title|nps|good|okay|bad|more|send|close|thanks|later|failed".split("|");

/** @type {Record<string, string>} */
export const LANGUAGES = {
  en: "Feedback|What do you think?|How likely are you to recommend us?|Good|Okay|Bad|Would you like to say more?|Send|Close|Thank you!|It will be sent later.|It could not be sent.",
  de: "Feedback|Wie finden Sie das?|Wie wahrscheinlich ist es, dass Sie uns empfehlen?|Gut|Geht so|Schlecht|Möchten Sie mehr dazu sagen?|Senden|Schließen|Danke!|Es wird später gesendet.|Es ließ sich nicht senden.",
  fr: "Votre avis|Qu’en pensez-vous ?|Quelle est la probabilité que vous nous recommandiez ?|Bien|Moyen|Mauvais|Souhaitez-vous en dire plus ?|Envoyer|Fermer|Merci !|L’envoi se fera plus tard.|L’envoi a échoué.",
  es: "Opinión|¿Qué le parece?|¿Qué probabilidad hay de que nos recomiende?|Bien|Regular|Mal|¿Quiere decirnos más?|Enviar|Cerrar|¡Gracias!|Se enviará más tarde.|No se ha podido enviar.",
  it: "Feedback|Che cosa ne pensa?|Quanto è probabile che ci consigli?|Bene|Così così|Male|Vuole dirci di più?|Invia|Chiudi|Grazie!|Sarà inviato più tardi.|Invio non riuscito.",
  pt: "Feedback|O que acha?|Qual a probabilidade de nos recomendar?|Bom|Razoável|Mau|Quer dizer mais?|Enviar|Fechar|Obrigado!|Será enviado mais tarde.|Não foi possível enviar.",
  nl: "Feedback|Wat vindt u ervan?|Hoe waarschijnlijk is het dat u ons aanbeveelt?|Goed|Gaat wel|Slecht|Wilt u er meer over zeggen?|Versturen|Sluiten|Bedankt!|Het wordt later verstuurd.|Versturen is niet gelukt.",
  pl: "Opinia|Co o tym myślisz?|Na ile prawdopodobne jest, że nas polecisz?|Dobrze|Średnio|Źle|Chcesz powiedzieć więcej?|Wyślij|Zamknij|Dziękujemy!|Zostanie wysłane później.|Nie udało się wysłać.",
  tr: "Geri bildirim|Ne düşünüyorsunuz?|Bizi tavsiye etme olasılığınız nedir?|İyi|Fena değil|Kötü|Daha fazlasını söylemek ister misiniz?|Gönder|Kapat|Teşekkürler!|Daha sonra gönderilecek.|Gönderilemedi.",
  ja: "フィードバック|いかがですか？|人に勧める可能性はどのくらいですか？|良い|普通|悪い|詳しく教えていただけますか？|送信|閉じる|ありがとうございます！|後で送信します。|送信できませんでした。",
  zh: "反馈|您觉得怎么样？|您有多大可能向他人推荐我们？|好|一般|不好|想多说几句吗？|发送|关闭|谢谢！|稍后会自动发送。|发送失败。",
  ar: "ملاحظات|ما رأيك؟|ما مدى احتمال أن توصي بنا؟|جيد|مقبول|سيئ|هل تود إضافة المزيد؟|إرسال|إغلاق|شكرًا لك!|سيُرسل لاحقًا.|تعذّر الإرسال.",
};

/** The language to speak: that of the tag, of the page, or of the browser; English where it is none of ours. */
export function language(asked) {
  const known = (asked || document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
  return Object.hasOwn(LANGUAGES, known) ? known : "en";
}

/** @returns {Record<string, string>} the texts of a language, by name; `own` replaces some. */
export function texts(spoken, own) {
  const all = LANGUAGES[spoken].split("|");
  return { ...Object.fromEntries(NAMES.map((name, at) => [name, all[at]])), ...own };
}
